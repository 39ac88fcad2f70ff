package io.gristworks.cli.bulk;

import io.gristworks.cli.follow.DurationText;
import io.gristworks.cli.follow.Follower;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether its end is waited for, and how long. */
final class WaitOptions {
  @Option(names = "--wait", description = "Show progress until it has ended.")
  private boolean waits;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = Follower.NO_LIMIT,
      description = "With --wait: stop waiting after so long; it goes on.")
  private Duration timeout = Duration.ZERO;

  boolean waits() {
    return waits;
  }

  Duration timeout() {
    return timeout;
  }
}
