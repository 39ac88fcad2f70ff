package io.gristworks.engine.cluster;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * What the cluster has one of: it lives on the oldest node with a role, and is begun anew on
 * another when that one goes. Whatever it throws begins it anew where it is, after a rest.
 */
public final class ClusterSingletons {
  private static final Duration FIRST_REST = Duration.ofSeconds(1);

  private ClusterSingletons() {}

  /**
   * Lets the cluster have one of these.
   *
   * @param role of the nodes on which it may live
   * @param name by which nodes know it; never changes
   * @param longestRest how long it rests at most after it has failed again and again
   */
  public static <C> void start(
      ActorSystem<?> system, String role, String name, Behavior<C> behavior, Duration longestRest) {
    var lasting =
        Behaviors.supervise(behavior)
            .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_REST, longestRest, 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(lasting, name)
                .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
  }
}
