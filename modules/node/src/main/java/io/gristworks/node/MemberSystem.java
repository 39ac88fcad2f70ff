package io.gristworks.node;

import io.gristworks.core.ownership.Entrant;
import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.node.ClusterSettings.Formation;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcOwnershipStore;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An actor system that is a member of the cluster that owns the database, with all that it took to
 * become one.
 *
 * @param database its connections write under the incarnation of that cluster
 * @param managementPort where health and metrics are served
 */
record MemberSystem(
    ActorSystem<Void> system, Database database, Ownership ownership, int managementPort) {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSystem.class);

  /**
   * Founds or joins that cluster; blocks until the node is a member, for as long as that cluster
   * lives and cannot be reached.
   *
   * @param opened the database without an incarnation; closed when this returns or throws
   * @throws CannotStart with the reason in a sentence; nothing is left behind
   */
  static MemberSystem enter(NodeSettings settings, DataDirectory directory, Database opened) {
    boolean alone = settings.cluster().formation() == Formation.SINGLE;
    var ownership =
        new Ownership(
            new JdbcOwnershipStore(settings.database().store()),
            new Entrant(
                alone ? directory.id() : "", alone && settings.database().store().isExclusive()),
            settings.cluster().ownership());
    var database = opened;
    try {
      while (true) {
        var admission = ownership.enter();
        database = database.under(admission.owner().incarnation());
        var member = join(settings, database, ownership, admission);
        if (member.isPresent()) {
          return member.get();
        }
      }
    } catch (RuntimeException e) {
      ownership.releaseIfLast();
      ownership.close();
      database.close();
      throw e;
    }
  }

  private static Optional<MemberSystem> join(
      NodeSettings settings,
      Database database,
      Ownership ownership,
      Ownership.Admission admission) {
    var system = actorSystem(settings, admission.owner());
    try {
      var port = Membership.join(settings, system, ownership, admission);
      if (port.isPresent()) {
        return Optional.of(new MemberSystem(system, database, ownership, port.getAsInt()));
      }
      stop(system);
      return Optional.empty();
    } catch (RuntimeException e) {
      stop(system);
      throw e;
    }
  }

  private static ActorSystem<Void> actorSystem(NodeSettings settings, OwnerRow owner) {
    try {
      return ActorSystem.create(
          Behaviors.empty(), PekkoConfig.SYSTEM, PekkoConfig.of(settings, owner));
    } catch (RuntimeException e) {
      throw CannotStart.binding(
          e,
          "gristworks.cluster.port",
          settings.cluster().port() + " on " + settings.cluster().host());
    }
  }

  /** Why the actor system of a node that could not start is stopped. */
  private static final class StartFailed implements CoordinatedShutdown.Reason {}

  /** Waits, so that whoever starts again finds ports, lock and database free. */
  private static void stop(ActorSystem<Void> system) {
    CoordinatedShutdown.get(system).run(new StartFailed());
    try {
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("what had started did not stop in time: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops what has started.
   *
   * @param atOnce without waiting for the end, because the JVM ends
   */
  void stop(boolean atOnce) {
    if (atOnce) {
      CoordinatedShutdown.get(system).run(new StartFailed());
    } else {
      stop(system);
    }
    release();
    close();
  }

  /** Whether the node was removed from its cluster, and did not leave by itself. */
  boolean isDowned() {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .equals(Optional.of(CoordinatedShutdown.clusterDowningReason()));
  }

  /** Gives the database back, if no other member needs it. */
  void release() {
    if (!isDowned()) {
      ownership.releaseIfLast();
    }
  }

  /** Closes all connections. */
  void close() {
    ownership.close();
    database.close();
  }
}
