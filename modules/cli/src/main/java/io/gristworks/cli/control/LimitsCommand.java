package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist limits}: how much of it may go on at a time. */
@Command(
    name = "limits",
    description = "Limit how much of it goes on at a time; what is not named has no limit then.")
public final class LimitsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Mixin private LimitOptions limits = new LimitOptions();

  /** The command within that session. */
  public LimitsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    limits.require();
    return wish.grant(
        session,
        (control, work) -> control.setLimits(work, limits.maxConcurrent(), limits.perSecond()),
        _ -> limits.said());
  }
}
