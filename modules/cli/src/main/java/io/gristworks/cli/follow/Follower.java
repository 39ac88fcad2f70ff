package io.gristworks.cli.follow;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.ProgressBarDisplay;
import io.gristworks.cli.terminal.ProgressDisplay;
import io.gristworks.cli.terminal.ProgressLines;
import io.gristworks.cli.terminal.StatusText;
import io.gristworks.client.GristClient;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Follows something to its end, in the manner asked for, and tells how it ended. */
public final class Follower {
  /** As good as for ever. */
  public static final String NO_LIMIT = "3650d";

  private final Session session;
  private final GristClient client;

  /** Follows on {@code client}. */
  public Follower(Session session, GristClient client) {
    this.session = session;
    this.client = client;
  }

  /** What is seen on the way. */
  public enum Manner {
    /** Nothing. */
    WAIT,
    /** A bar or lines; for a program nothing. */
    WATCH,
    /** A bar or lines; for a program every status, a line each. */
    STREAM
  }

  /** The exit code that tells how it ended, after the final status has been printed. */
  public int follow(WorkId id, Manner manner, Duration timeout)
      throws IOException, InterruptedException {
    WorkStatus end;
    try (var display = display(manner, id.value())) {
      end = client.watch(id, WatchSettings.within(timeout), display::show);
    } catch (TimeoutException e) {
      session
          .err()
          .println(
              "grist: " + e.getMessage() + "; it goes on, and `grist wait " + id + "` waits again");
      return ExitCode.TIMED_OUT;
    }
    if (!session.isJson()) {
      StatusText.print(end, session.out());
    } else if (manner != Manner.STREAM) {
      session.print(end.document());
    }
    return ExitCode.of(end);
  }

  /** What fits the manner, the output and the screen. */
  public ProgressDisplay display(Manner manner, String title) {
    var around = session.around();
    if (manner == Manner.WAIT) {
      return ProgressDisplay.silent();
    }
    if (session.isJson()) {
      return manner == Manner.STREAM ? documents() : ProgressDisplay.silent();
    }
    return around.screen().isTerminal()
        ? new ProgressBarDisplay(around.err(), around.screen(), title)
        : new ProgressLines(around.out(), around.nanos());
  }

  private ProgressDisplay documents() {
    return new ProgressDisplay() {
      @Override
      public void show(WorkStatus status) {
        session.printLine(status.document());
      }

      @Override
      public void close() {}
    };
  }
}
