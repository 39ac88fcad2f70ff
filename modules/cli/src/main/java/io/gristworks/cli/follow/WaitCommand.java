package io.gristworks.cli.follow;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist wait}: waits, then tells how it ended. */
@Command(name = "wait", description = "Wait quietly until it has finished.")
public final class WaitCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Awaiting awaited = new Awaiting();

  /** The command within that session. */
  public WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return awaited.follow(session, Follower.Manner.WAIT);
  }
}
