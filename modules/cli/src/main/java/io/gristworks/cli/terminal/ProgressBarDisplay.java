package io.gristworks.cli.terminal;

import io.gristworks.cli.session.Screen;
import io.gristworks.client.WorkStatus;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar with the server's own rate and time left. The library redraws on a daemon thread of its
 * own; it is stopped by {@link #close}.
 */
public final class ProgressBarDisplay implements ProgressDisplay {
  private static final int REDRAW_MS = 100;

  /** Back to the start of the line, and away with what a longer text left there. */
  private static final String OVER = "\r\u001b[K";

  private final PrintWriter screen;
  private final ProgressBar bar;

  /** Draws on {@code out}, which goes to {@code screen}. */
  public ProgressBarDisplay(PrintWriter out, Screen screen, String title) {
    this.screen = out;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(title)
            .setInitialMax(0)
            .setUpdateIntervalMillis(REDRAW_MS)
            .setStyle(style())
            .hideEta() // the server knows better than the clock of this process
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, screen.columns() - 1))
            .build();
  }

  private static ProgressBarStyle style() {
    var charset =
        Charset.forName(
            System.getProperty("stderr.encoding", "US-ASCII"), Charset.defaultCharset());
    return charset.newEncoder().canEncode('█')
        ? ProgressBarStyle.UNICODE_BLOCK
        : ProgressBarStyle.ASCII;
  }

  private void draw(String line) {
    screen.print(OVER + line);
    screen.flush();
  }

  @Override
  public void show(WorkStatus status) {
    var counts = status.counts();
    bar.maxHint(counts.total());
    bar.stepTo(counts.completed());
    bar.setExtraMessage(StatusText.pace(status));
  }

  @Override
  public void close() {
    bar.refresh();
    bar.close();
    screen.println();
    screen.flush();
  }
}
