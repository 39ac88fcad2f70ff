package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist priority}: another share of the workers from now on. */
@Command(name = "priority", description = "Give it another share beside other work.")
public final class PriorityCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Parameters(index = "1", paramLabel = "low|normal|high|critical", description = Priority.SAID)
  private Priority priority = Priority.NORMAL;

  /** The command within that session. */
  public PriorityCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(
        session,
        (control, work) -> control.setPriority(work, priority.toString()),
        _ -> "priority is now " + priority);
  }
}
