package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist resume}: succeeds also where it is not paused. */
@Command(name = "resume", description = "Go on with what is paused.")
public final class ResumeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  /** The command within that session. */
  public ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(
        session,
        (control, work) -> control.resume(work),
        status -> "goes on, now " + status.state());
  }
}
