package io.gristworks.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * Whether a node gets on, so that one that is stuck is ended and started anew. Found by
 * pekko-management through its name in the configuration. Never asks the database.
 */
public final class AliveCheck implements Supplier<CompletionStage<Boolean>> {
  private final ActorSystem system;

  /** Called by pekko-management. */
  public AliveCheck(ActorSystem system) {
    this.system = system;
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(ReadyCheck.isAlive(system));
  }
}
