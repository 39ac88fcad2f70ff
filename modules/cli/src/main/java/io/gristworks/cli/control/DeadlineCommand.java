package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist deadline}: when what has no outcome is cancelled. */
@Command(
    name = "deadline",
    description = "Set the time at which what has no outcome yet is cancelled.")
public final class DeadlineCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Parameters(index = "1", paramLabel = "TIME", description = DeadlineText.SAID)
  private String time = "";

  /** The command within that session. */
  public DeadlineCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var deadline = DeadlineText.read(time);
    return wish.grant(
        session,
        (control, work) -> control.setDeadline(work, deadline),
        _ -> deadline == null ? "no deadline" : "deadline is now " + deadline);
  }
}
