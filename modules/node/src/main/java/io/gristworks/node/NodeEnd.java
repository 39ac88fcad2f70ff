package io.gristworks.node;

import io.gristworks.engine.thread.NodeFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a node that cannot go on, and its JVM with it where the JVM is the node's. */
final class NodeEnd implements NodeFailure {
  /** Why a node ends that must be started anew. */
  static final CoordinatedShutdown.Reason RESTART = new Restart();

  /** What a JVM ends with whose node broke: EX_SOFTWARE of sysexits.h. */
  static final int BROKEN = 70;

  /** What a JVM ends with whose node wants to be started anew: EX_TEMPFAIL. */
  static final int RESTARTED = 75;

  private static final Logger LOG = LoggerFactory.getLogger(NodeEnd.class);

  private final ActorSystem<Void> system;
  private final boolean exitJvm;
  private final Duration drainWithin;
  private final AtomicBoolean restarting = new AtomicBoolean();

  private static final class Restart implements CoordinatedShutdown.Reason {}

  NodeEnd(ActorSystem<Void> system, boolean exitJvm, Duration drainWithin) {
    this.system = system;
    this.exitJvm = exitJvm;
    this.drainWithin = drainWithin;
  }

  @Override
  public void broken(String where, Throwable why) {
    try {
      LOG.error("the node is broken and ends: {}", where, why);
    } finally {
      if (exitJvm) {
        Runtime.getRuntime().halt(BROKEN); // nothing of it can be trusted, hooks least of all
      } else {
        system.terminate();
      }
    }
  }

  @Override
  public void restart(String why) {
    if (restarting.compareAndSet(false, true)) {
      LOG.error("the node ends, to be started anew: {}", why);
      if (exitJvm) {
        Thread.ofPlatform().daemon().name("gristworks-end").start(this::haltInTime);
      }
      CoordinatedShutdown.get(system).run(RESTART);
    }
  }

  private void haltInTime() {
    try {
      Thread.sleep(drainWithin.plusSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(RESTARTED);
  }
}
