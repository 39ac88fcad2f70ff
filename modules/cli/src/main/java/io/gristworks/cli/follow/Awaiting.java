package io.gristworks.cli.follow;

import io.gristworks.cli.session.Session;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is waited for, and how long. */
final class Awaiting {
  @Parameters(paramLabel = "ID", description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = Follower.NO_LIMIT,
      description = "Stop after so long, such as 90s or 10m; the work goes on.")
  private Duration timeout = Duration.ZERO;

  /** Waits in that manner, and gives the exit code. */
  int follow(Session session, Follower.Manner manner) throws Exception {
    try (var client = session.client()) {
      return new Follower(session, client).follow(session.idOf(id), manner, timeout);
    }
  }
}
