package io.gristworks.node;

import io.gristworks.engine.worker.thread.NodeHealth;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * Whether a node is ready for work: it has joined, its roles have started, it is not stopping, and
 * its worker node takes work. Found by pekko-management through its name in the configuration.
 * Never asks the database: a database that is away for a moment must not take every node out of
 * service at once.
 */
public final class ReadyCheck implements Supplier<CompletionStage<Boolean>> {
  private static final Set<ActorSystem> READY =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private static final Map<ActorSystem, NodeHealth> WORKERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final Map<ActorSystem, Supplier<String>> WAITING =
      Collections.synchronizedMap(new WeakHashMap<>());

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

  /** From now on the node is ready and alive only as long as its worker node is. */
  static void heed(ActorSystem system, NodeHealth worker) {
    WORKERS.put(system, worker);
  }

  static boolean isAlive(ActorSystem system) {
    var worker = WORKERS.get(system);
    return worker == null || worker.isAlive();
  }

  /** While the system is not ready, this says what for it waits; empty where it cannot say. */
  static void waiting(ActorSystem system, Supplier<String> what) {
    WAITING.put(system, what);
  }

  @Override
  public CompletionStage<Boolean> get() {
    var worker = WORKERS.get(system);
    if (READY.contains(system)) {
      return CompletableFuture.completedFuture(worker == null || worker.isReady());
    }
    var what = WAITING.getOrDefault(system, () -> "").get();
    return what.isEmpty()
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(new NotReady(what));
  }

  /** Its message is what the answer says. */
  private static final class NotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReady(String why) {
      super(why, null, false, false);
    }
  }
}
