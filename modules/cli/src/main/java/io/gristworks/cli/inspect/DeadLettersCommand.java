package io.gristworks.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.CursorOption;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.TextFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist dead-letters}: what was given up, by job and cause. */
@Command(
    name = "dead-letters",
    description = "List jobs with tasks that were given up, and why; `grist retry` tries again.")
public final class DeadLettersCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--job", paramLabel = "ID", description = "Only this job or batch, or `last`.")
  private @Nullable String job;

  @Option(names = "--operation", paramLabel = "NAME", description = "Only of this operation.")
  private @Nullable String operation;

  @Option(names = "--group", paramLabel = "GROUP", description = "Only of this cause or kind.")
  private @Nullable String group;

  @Mixin private final CursorOption cursor = new CursorOption();

  /** The command within that session. */
  public DeadLettersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var work = Optional.ofNullable(job).map(session::idOf);
      var document = client.control().deadLetters(work, operation, group, cursor.value());
      if (session.isJson()) {
        session.print(document);
      } else {
        print(document);
      }
    }
    return ExitCode.GOOD;
  }

  private void print(JsonNode document) {
    var out = session.out();
    if (document.path("items").isEmpty()) {
      out.println("nothing was given up");
    }
    for (var item : document.path("items")) {
      out.println(
          "%s  %s  %s of %s failed"
              .formatted(
                  item.path("id").asText(),
                  item.path("operation").asText(),
                  TextFormat.count(item.path("failed").asLong()),
                  TextFormat.count(item.path("total").asLong(), "task")));
      for (var cause : item.path("groups")) {
        out.println(
            "  %s  %s; first at task %s: %s"
                .formatted(
                    cause.path("id").asText(),
                    TextFormat.count(cause.path("count").asLong(), "time"),
                    cause.path("sample_task").asText(),
                    cause.path("sample_message").asText()));
      }
    }
    CursorOption.tellMore(session, document);
  }
}
