package io.gristworks.cli.terminal;

import io.gristworks.client.WorkState;
import io.gristworks.client.WorkStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a file or a pipe: a line when the state changes, and else one every few seconds, so
 * that a log of an hour stays readable.
 */
public final class ProgressLines implements ProgressDisplay {
  static final Duration BETWEEN = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final LongSupplier nanos;
  private @Nullable WorkState shown;
  private long shownNanos;

  /** Writes to {@code out}, by the clock {@code nanos}. */
  public ProgressLines(PrintWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  @Override
  public void show(WorkStatus status) {
    long now = nanos.getAsLong();
    if (status.state() != shown || now - shownNanos >= BETWEEN.toNanos()) {
      shown = status.state();
      shownNanos = now;
      out.println(status.id() + "  " + StatusText.line(status));
      out.flush();
    }
  }

  @Override
  public void close() {}
}
