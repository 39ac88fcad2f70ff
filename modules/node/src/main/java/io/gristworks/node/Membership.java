package io.gristworks.node;

import io.gristworks.node.NodeSettings.Formation;
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

  /** Joins, and returns the port of health and metrics. */
  static int join(NodeSettings settings, ActorSystem<Void> system) {
    int managementPort;
    try {
      managementPort =
          Awaited.await(PekkoManagement.get(system).start(), "the management routes").port();
    } catch (CannotStart e) {
      throw CannotStart.binding(
          e,
          "gristworks.node.management-port",
          settings.managementPort() + " on " + settings.managementHost());
    }
    var cluster = Cluster.get(system);
    if (settings.cluster().formation() == Formation.SINGLE) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else if (settings.cluster().formation() == Formation.KUBERNETES) {
      ClusterBootstrap.get(system).start();
    }
    long until = System.nanoTime() + Awaited.WITHIN.toNanos();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      if (System.nanoTime() > until) {
        throw new CannotStart(
            "the node did not join a cluster within "
                + Awaited.WITHIN.toSeconds()
                + " s (formation "
                + settings.cluster().formation()
                + "); are the other nodes up and reachable?");
      }
      pause();
    }
    return managementPort;
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
