package io.gristworks.cli.terminal;

import io.gristworks.cli.session.Screen;
import io.gristworks.client.WorkStatus;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar with the server's own rate and time left. The library redraws on a daemon thread of its
 * own; it is stopped by {@link #close}.
 */
public final class ProgressBarDisplay implements ProgressDisplay {
  private static final int REDRAW_MS = 100;

  /** Back to the start of the line, and away with what a longer text left there. */
  private static final String OVER = "\r\u001b[K";

  private final PrintWriter out;
  private final Screen screen;
  private final String title;
  private @Nullable ProgressBar bar;

  /** Draws on {@code out}, which goes to {@code screen}, as soon as there is something to show. */
  public ProgressBarDisplay(PrintWriter out, Screen screen, String title) {
    this.out = out;
    this.screen = screen;
    this.title = title;
  }

  private ProgressBar drawn(long total) {
    return new ProgressBarBuilder()
        .setTaskName(title)
        .setInitialMax(total)
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
    out.print(OVER + line);
    out.flush();
  }

  @Override
  public void show(WorkStatus status) {
    var counts = status.counts();
    show(counts.total(), counts.completed(), StatusText.pace(status));
  }

  /** So much of all is done; {@code beside} is told beside it. */
  public void show(long total, long done, String beside) {
    if (bar == null) {
      bar = drawn(total);
    }
    bar.setExtraMessage(beside);
    bar.maxHint(total);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.refresh();
      bar.close();
      out.println();
      out.flush();
    }
  }
}
