package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist deadline}: when what has no outcome is cancelled. */
@Command(
    name = "deadline",
    description = "Set the time at which what has no outcome yet is cancelled.")
public final class DeadlineCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Wish wish = new Wish();

  @Parameters(
      index = "1",
      paramLabel = "TIME",
      description = "With its offset, such as 2026-01-31T08:00:00Z; or `none`.")
  private String time = "";

  /** The command within that session. */
  public DeadlineCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var deadline = deadline();
    return wish.grant(
        session,
        (control, work) -> control.setDeadline(work, deadline),
        _ -> deadline == null ? "no deadline" : "deadline is now " + deadline);
  }

  private @Nullable Instant deadline() {
    if (time.equals("none")) {
      return null;
    }
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException _) {
      throw new UsageError("'" + time + "' is no time such as 2026-01-31T08:00:00Z, nor `none`");
    }
  }
}
