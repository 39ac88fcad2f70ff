package io.gristworks.node;

import io.gristworks.node.ClusterSettings.Formation;
import io.gristworks.node.Ownership.Admission;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** How a node becomes a member of its cluster. */
final class Membership {
  private Membership() {}

  /**
   * Founds or joins the cluster that owns the database. A founder is soon a member; others wait as
   * long as that cluster lives and cannot be reached.
   *
   * @return the port of health and metrics; empty where the cluster to be joined is gone, and the
   *     node must enter again
   * @throws CannotStart if the node ends while it waits
   */
  static OptionalInt join(
      NodeSettings settings, ActorSystem<Void> system, Ownership ownership, Admission admission) {
    int managementPort = startManagement(settings, system);
    ReadyCheck.waiting(system.classicSystem(), ownership::waits);
    var cluster = Cluster.get(system);
    if (admission.founded()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else if (settings.cluster().formation() == Formation.KUBERNETES) {
      ClusterBootstrap.get(system).start();
    }
    ownership.with(
        new Peers(
            system,
            settings.cluster().formation() != Formation.SINGLE,
            settings.cluster().formation() == Formation.SEEDS
                ? settings.cluster().seeds()
                : List.of()));
    long began = System.nanoTime();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      if (ownership.mustEnterAgain()) {
        return OptionalInt.empty();
      }
      checkAlive(system, ownership);
      if (admission.founded() && System.nanoTime() - began > StartupStep.WITHIN.toNanos()) {
        throw new CannotStart(
            "the node did not found its cluster within " + StartupStep.WITHIN.toSeconds() + " s");
      }
      pause();
    }
    return OptionalInt.of(managementPort);
  }

  private static int startManagement(NodeSettings settings, ActorSystem<Void> system) {
    try {
      return StartupStep.await(PekkoManagement.get(system).start(), "the management routes").port();
    } catch (CannotStart e) {
      throw CannotStart.binding(
          e,
          "gristworks.node.management-port",
          settings.management().port() + " on " + settings.management().host());
    }
  }

  private static void checkAlive(ActorSystem<Void> system, Ownership ownership) {
    var lost = ownership.lost();
    if (lost != null) {
      throw new CannotStart(lost);
    }
    if (system.getWhenTerminated().toCompletableFuture().isDone()) {
      throw new CannotStart(
          "the node ended before it was a member: it was told to stop, or the nodes that it is to"
              + " join do not belong to the cluster that owns the database");
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while joining the cluster", e);
    }
  }

  /** A name that no other life of a node at this address has had. */
  static String nodeName(NodeSettings settings, ActorSystem<Void> system) {
    var address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse(settings.cluster().host())
        + ":"
        + address.getPort().orElse(0)
        + "#"
        + Integer.toHexString(ThreadLocalRandom.current().nextInt());
  }
}
