package io.gristworks.cli.follow;

import io.gristworks.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist watch}: shows progress, then tells how it ended. */
@Command(name = "watch", description = "Show progress until it has finished.")
public final class WatchCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "A batch, a job, or `last`.")
  private String id = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = Follower.NO_LIMIT,
      description = "Stop after so long, such as 90s or 10m; the work goes on.")
  private Duration timeout = Duration.ZERO;

  /** The command within that session. */
  public WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      return new Follower(session, client)
          .follow(session.idOf(id), Follower.Manner.STREAM, timeout);
    }
  }
}
