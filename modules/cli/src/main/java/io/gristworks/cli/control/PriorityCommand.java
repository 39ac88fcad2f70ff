package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist priority}: another share of the workers from now on. */
@Command(name = "priority", description = "Give it another share beside other work.")
public final class PriorityCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Wish wish = new Wish();

  @Parameters(
      index = "1",
      paramLabel = "low|normal|high|critical",
      description = "Shares of 1, 4 and 16; critical goes before all others, and is for admins.")
  private Priority priority = Priority.NORMAL;

  /** The API's priorities. */
  enum Priority {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
