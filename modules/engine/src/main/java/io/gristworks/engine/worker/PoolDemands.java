package io.gristworks.engine.worker;

import io.gristworks.core.load.Pressure;
import io.gristworks.core.node.PoolDemand;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolCommand.Demand;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells pools what this node wants, as {@link PoolDemand} decides. Threads: the node's actor. */
final class PoolDemands {
  private final NodeRef node;
  private final NodeResources rooms;
  private final OperationPace pace;
  private final Set<String> operations;
  private final PoolDemand<ActorRef<PoolCommand>> demand = new PoolDemand<>();

  PoolDemands(NodeRef node, NodeResources rooms, OperationPace pace, Set<String> operations) {
    this.node = node;
    this.rooms = rooms;
    this.pace = pace;
    this.operations = operations;
  }

  /** A pool has work. */
  void workWaits(String queue, ActorRef<PoolCommand> pool) {
    demand.workWaits(queue, pool);
  }

  /** A pool has none, for what it was told last. */
  void noWork(String queue, long answered) {
    demand.noWork(queue, answered);
  }

  /** A lease of an operation came from a pool. */
  void leaseCame(String queue, String operation, boolean cpuBound) {
    demand.leaseCame(queue, cpuBound, rooms.needs().getOrDefault(operation, Map.of()));
  }

  /**
   * What the node has to say.
   *
   * @param capacity what it can run at once
   * @param want what it wants beside what it holds
   * @param idle how many workers have nothing to do
   * @param pressure how its host presses it
   * @param free what no lease keeps of what is scarce
   */
  record Offer(
      Capacity capacity, Want want, Want idle, Pressure pressure, Map<String, Integer> free) {}

  /**
   * Divides what the node wants between the pools, and tells those to whom it makes a difference.
   *
   * @param again whether to tell all of them, for what was said before may be lost
   */
  void offer(Offer offer, boolean again) {
    for (var say : demand.want(offer.want, offer.idle, offer.free, again)) {
      say.pool()
          .tell(
              new Demand(
                  node,
                  say.sequence(),
                  say.want().leases(),
                  say.want().cpuLeases(),
                  offer.capacity.workers(),
                  offer.capacity.cpuWorkers(),
                  offer.idle.leases(),
                  offer.idle.cpuLeases(),
                  operations,
                  conditions(offer, again)));
    }
  }

  /** What tasks take changes slowly: it is said once a second. */
  private NodeConditions conditions(Offer offer, boolean again) {
    return new NodeConditions(
        offer.pressure.reading().cpu(),
        offer.pressure.isFelt(),
        offer.free,
        rooms.needs(),
        again ? pace.seconds() : Map.of());
  }
}
