package io.gristworks.cli.control;

import io.gristworks.cli.follow.DurationText;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist cancel}: succeeds also where it has been cancelled before. */
@Command(name = "cancel", description = "Cancel a batch or a job; what has its outcome keeps it.")
public final class CancelCommand implements Callable<Integer> {
  private static final Duration USUAL_GRACE = Duration.ofSeconds(30);

  private final Session session;

  @Mixin private Wish wish = new Wish();

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

  /** The command within that session. */
  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (mode == Mode.NOW && grace != null) {
      throw new UsageError("--grace goes with --mode graceful alone");
    }
    var given = grace == null ? USUAL_GRACE : grace;
    return wish.grant(
        session,
        (control, work) ->
            mode == Mode.NOW ? control.cancel(work) : control.cancelGracefully(work, given),
        status -> "cancel requested, now " + status.state());
  }
}
