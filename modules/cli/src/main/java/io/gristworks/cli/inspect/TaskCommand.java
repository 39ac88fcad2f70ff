package io.gristworks.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist task}: its input, and each attempt with what came of it. */
@Command(name = "task", description = "Show one task with its attempts.")
public final class TaskCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final OneJob job = new OneJob();

  @Parameters(index = "1", paramLabel = "INDEX", description = "From 0; or the task's custom_id.")
  private String task = "";

  /** The command within that session. */
  public TaskCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.task(job.find(client, session), task);
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
    var customId =
        document.hasNonNull("custom_id") ? " (" + document.path("custom_id").asText() + ")" : "";
    out.println(
        "task "
            + document.path("index").asText()
            + customId
            + "  "
            + document.path("state").asText());
    out.println("  input  " + document.path("input"));
    if (document.hasNonNull("suspicion")) {
      out.println("  suspected: " + document.path("suspicion").asText());
    }
    for (var run : document.path("running")) {
      out.println("  runs on " + RunningCommand.line(run));
    }
    for (var attempt : document.path("attempts")) {
      out.println(
          "  attempt %s  %s  %s ms%s"
              .formatted(
                  attempt.path("attempt").asText(),
                  attempt.path("outcome").asText(),
                  attempt.path("duration_ms").asText("?"),
                  attempt.hasNonNull("node") ? "  on " + attempt.path("node").asText() : ""));
      if (attempt.hasNonNull("error")) {
        var error = attempt.path("error");
        out.println("    " + error.path("kind").asText() + ": " + error.path("message").asText());
      } else if (attempt.has("result")) {
        out.println("    " + attempt.path("result"));
      }
    }
  }
}
