package io.gristworks.cli.control;

import io.gristworks.cli.follow.DurationText;
import io.gristworks.cli.session.UsageError;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a cancellation treats what runs. */
public final class CancelOptions {
  private static final Duration USUAL_GRACE = Duration.ofSeconds(30);

  @Option(
      names = "--mode",
      paramLabel = "now|graceful",
      description = "Interrupt what runs, or let it end within --grace. Default: now.")
  private Mode mode = Mode.NOW;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "How long what runs may go on, such as 30s; with --mode graceful.")
  private @Nullable Duration grace;

  /** How what runs is treated. */
  enum Mode {
    NOW,
    GRACEFUL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How long what runs may go on; empty where it is interrupted. */
  public Optional<Duration> grace() {
    if (mode == Mode.NOW && grace != null) {
      throw new UsageError("--grace goes with --mode graceful alone");
    }
    return mode == Mode.NOW ? Optional.empty() : Optional.of(grace == null ? USUAL_GRACE : grace);
  }
}
