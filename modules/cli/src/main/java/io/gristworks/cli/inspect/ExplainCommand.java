package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.client.Explanation;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist explain}: why it stands where it stands, the most decisive reason first. */
@Command(name = "explain", description = "Say why it is not running, or not finished.")
public final class ExplainCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TASK",
      description = "One task of the job, by index or custom id.")
  private @Nullable String task;

  /** The command within that session. */
  public ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var work = session.idOf(id);
      var explained =
          task == null
              ? client.control().explain(work)
              : client.control().explain(OneJob.of(client, work), task);
      if (session.isJson()) {
        session.print(explained.document());
      } else {
        print(explained, work + (task == null ? "" : " task " + task), "");
      }
    }
    return ExitCode.GOOD;
  }

  private void print(Explanation explained, String who, String indent) {
    session.out().println(indent + who + ": " + explained.sentence());
    for (var reason : explained.reasons()) {
      if (!reason.sentence().equals(explained.sentence())) {
        session.out().println(indent + "  " + reason.sentence());
      }
    }
    for (var job : explained.jobs()) {
      print(job, job.document().path("job").asText(), indent + "  ");
    }
  }
}
