package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.TextFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist schedule trigger}: from then on {@code last} is what it made. */
@Command(name = "trigger", description = "Run a schedule now, paused or not.")
public final class TriggerCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Makes it safe to ask again: the same key is the same run.")
  private @Nullable String key;

  TriggerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var submission = client.schedules().trigger(schedule, Optional.ofNullable(key));
      session.remember(submission.id());
      if (session.isJson()) {
        session.print(submission.status().document());
        return ExitCode.GOOD;
      }
      session
          .out()
          .println(
              "%s %s: %s"
                  .formatted(
                      submission.repeated() ? "submitted before under this key:" : "submitted",
                      submission.id(),
                      TextFormat.count(submission.status().counts().total(), "task")));
      session.out().println("follow it: grist watch " + submission.id());
    }
    return ExitCode.GOOD;
  }
}
