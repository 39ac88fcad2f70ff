package io.gristworks.cli.follow;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist watch}: shows progress, then tells how it ended. */
@Command(name = "watch", description = "Show progress until it has finished.")
public final class WatchCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Awaiting awaited = new Awaiting();

  /** The command within that session. */
  public WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return awaited.follow(session, Follower.Manner.STREAM);
  }
}
