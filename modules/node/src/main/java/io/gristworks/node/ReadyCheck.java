package io.gristworks.node;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * Whether a node is ready for work: it has joined, its roles have started, and it is not stopping.
 * Found by pekko-management through its name in the configuration. Never asks the database: a
 * database that is away for a moment must not take every node out of service at once.
 */
public final class ReadyCheck implements Supplier<CompletionStage<Boolean>> {
  private static final Set<ActorSystem> READY =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final ActorSystem system;

  /** Called by pekko-management. */
  public ReadyCheck(ActorSystem system) {
    this.system = system;
  }

  static void set(ActorSystem system, boolean ready) {
    if (ready) {
      READY.add(system);
    } else {
      READY.remove(system);
    }
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(READY.contains(system));
  }
}
