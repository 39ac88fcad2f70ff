package io.gristworks.cli.bulk;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.ProgressBarDisplay;
import io.gristworks.client.BulkOperations;
import io.gristworks.client.BulkStatus;
import io.gristworks.client.WatchSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Follows a bulk operation to its end, and tells how it ended. */
final class BulkFollower {
  private final Session session;
  private final BulkOperations bulk;

  BulkFollower(Session session, BulkOperations bulk) {
    this.session = session;
    this.bulk = bulk;
  }

  /** The exit code that tells how it ended, after the last status has been printed. */
  int follow(String id, Duration timeout) throws IOException, InterruptedException {
    BulkStatus end;
    var around = session.around();
    try (var bar = new ProgressBarDisplay(around.err(), around.screen(), id)) {
      Consumer<BulkStatus> show =
          around.screen().isTerminal() && !session.isJson()
              ? status ->
                  bar.show(
                      Math.max(status.matched(), status.done()),
                      status.done(),
                      BulkText.answers(status))
              : _ -> {};
      end = bulk.watch(id, WatchSettings.within(timeout), show);
    } catch (TimeoutException e) {
      session
          .err()
          .println(
              "grist: "
                  + e.getMessage()
                  + "; it goes on, and `grist bulk status "
                  + id
                  + " --wait` waits again");
      return ExitCode.TIMED_OUT;
    }
    if (session.isJson()) {
      session.print(end.document());
    } else {
      BulkText.print(end, session.out());
    }
    return exitCode(end);
  }

  private static int exitCode(BulkStatus end) {
    if (end.state().equals("cancelled")) {
      return ExitCode.CANCELLED;
    }
    return end.refused() > 0 ? ExitCode.FAILURES : ExitCode.GOOD;
  }
}
