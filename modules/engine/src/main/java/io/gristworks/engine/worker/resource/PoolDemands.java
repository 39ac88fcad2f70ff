package io.gristworks.engine.worker.resource;

import io.gristworks.core.load.Pressure;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToPool.Demand;
import io.gristworks.core.message.ToPool.HoldingsTold;
import io.gristworks.core.node.PoolDemand;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Tells the pool what this node wants, as {@link PoolDemand} decides, and what it holds. Threads:
 * the node's actor.
 */
public final class PoolDemands {
  private final NodeRef node;
  private final NodeResources resources;
  private final OperationPace pace;
  private final Set<String> operations;
  private final PoolDemand<ActorRef<PoolCommand>> demand = new PoolDemand<>();

  /** A node that has told no pool anything. */
  public PoolDemands(
      NodeRef node, NodeResources resources, OperationPace pace, Set<String> operations) {
    this.node = node;
    this.resources = resources;
    this.pace = pace;
    this.operations = operations;
  }

  /** This pool counts. */
  public void poolIs(long epoch, ActorRef<PoolCommand> pool) {
    demand.poolIs(epoch, pool);
  }

  /** Tells the pool that counts here what the node holds, or a part of it. */
  public void tellHoldings(ActorRef<PoolCommand> pool, NodeHoldings part) {
    pool.tell(new PoolCommand.FromNode(node, new HoldingsTold(demand.epoch(), part)));
  }

  /** The pool has work. */
  public void workWaits(long epoch, ActorRef<PoolCommand> pool) {
    demand.workWaits(epoch, pool);
  }

  /** The epoch of the pool that counts here. */
  public long epoch() {
    return demand.epoch();
  }

  /** The pool has none, for what it was told last. */
  public void noWork(long answered) {
    demand.noWork(answered);
  }

  /** A lease of an operation came. */
  public void leaseCame(String operation, boolean cpuBound) {
    demand.leaseCame(cpuBound, resources.needs().getOrDefault(operation, Map.of()));
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
  public record Offer(
      Capacity capacity, Want want, Want idle, Pressure pressure, Map<String, Integer> free) {}

  /**
   * Tells the pool what the node wants, if that makes a difference.
   *
   * @param again whether to tell it anyway, for what was said before may be lost
   */
  public void offer(Offer offer, boolean again) {
    demand
        .want(offer.want, offer.idle, offer.free, again)
        .ifPresent(say -> say.pool().tell(message(say, offer, again)));
  }

  private PoolCommand message(
      PoolDemand.Say<ActorRef<PoolCommand>> say, Offer offer, boolean again) {
    return new PoolCommand.FromNode(
        node,
        new Demand(
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

  /** What tasks take changes slowly: it is said once a second. */
  private NodeConditions conditions(Offer offer, boolean again) {
    return new NodeConditions(
        offer.pressure.reading().cpu(),
        offer.pressure.isFelt(),
        offer.free,
        resources.needs(),
        again ? pace.seconds() : Map.of());
  }
}
