package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist cancel}: succeeds also where it has been cancelled before. */
@Command(name = "cancel", description = "Cancel a batch or a job; what has its outcome keeps it.")
public final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Mixin private CancelOptions options = new CancelOptions();

  /** The command within that session. */
  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var grace = options.grace();
    return wish.grant(
        session,
        (control, work) ->
            grace.isEmpty() ? control.cancel(work) : control.cancelGracefully(work, grace.get()),
        status -> "cancel requested, now " + status.state());
  }
}
