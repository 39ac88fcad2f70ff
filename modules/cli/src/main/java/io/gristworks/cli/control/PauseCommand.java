package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist pause}: succeeds also where it is paused already. */
@Command(name = "pause", description = "Hand out nothing more of it; what runs goes on to its end.")
public final class PauseCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
  private String reason = "";

  /** The command within that session. */
  public PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(
        session,
        (control, work) -> control.pause(work, reason),
        status -> "pause requested, now " + status.state());
  }
}
