package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code grist queues}: what waits, and for how long. */
@Command(name = "queues", description = "Show what waits in each queue.")
public final class QueuesCommand implements Callable<Integer> {
  private final Session session;

  /** The command within that session. */
  public QueuesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.queues();
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table =
          new Table("QUEUE", "PENDING", "WORK", "OLDEST WAIT", "JOBS", "WORKERS", "IDLE LEASES");
      for (var queue : document.path("queues")) {
        table.row(
            queue.path("queue").asText(),
            TextFormat.count(queue.path("pending_tasks").asLong()),
            seconds(queue.path("backlog_seconds").asDouble()),
            seconds(queue.path("oldest_wait_seconds").asDouble()),
            TextFormat.count(queue.path("jobs").size()),
            queue.path("workers").asText("-"),
            queue.path("idle_leases").asText("-"));
      }
      table.print(session.out(), "no queue has had work yet");
    }
    return ExitCode.GOOD;
  }

  private static String seconds(double seconds) {
    return TextFormat.time(Duration.ofMillis(Math.round(seconds * 1_000)));
  }
}
