package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.lease.Dispatch;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.GaveBack;
import io.gristworks.engine.protocol.CoordinatorCommand.Grant;
import io.gristworks.engine.protocol.CoordinatorCommand.HeldLease;
import io.gristworks.engine.protocol.CoordinatorCommand.Holding;
import io.gristworks.engine.protocol.CoordinatorCommand.Rebalance;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The volatile side of a coordinator: offers to pools, leases to nodes. Never journals anything;
 * the coordinator calls it from its own thread.
 */
final class Leasing {
  private final Batch batch;
  private final Dispatch dispatch;
  private final CoordinatorPorts ports;
  private final ActorRef<CoordinatorCommand> self;
  private final Consumer<NodeRef> watch;
  private final Map<String, NodeRef> nodes = new HashMap<>();
  private final Map<Integer, Offered> offered = new HashMap<>();

  /** What a pool was last told, so that it is not told the same again for nothing. */
  private record Offered(long pending, boolean stealable, Instant at) {}

  Leasing(
      Batch batch,
      CoordinatorSettings settings,
      CoordinatorPorts ports,
      ActorRef<CoordinatorCommand> self,
      Consumer<NodeRef> watch) {
    this.batch = batch;
    this.dispatch = new Dispatch(batch, settings.lease(), ports.clock().instant());
    this.ports = ports;
    this.self = self;
    this.watch = watch;
  }

  Dispatch dispatch() {
    return dispatch;
  }

  /** Grants what a pool asks for, and settles with the pool in any case. */
  void grant(Grant wish, boolean allowed) {
    meet(wish.node());
    var granted =
        allowed
            ? dispatch.grant(
                wish.job(), wish.node().name(), wish.workers(), ports.clock().instant())
            : java.util.Optional.<LeaseGrant>empty();
    granted.ifPresent(lease -> wish.node().actor().tell(message(lease)));
    settle(
        wish.pool(),
        wish.grant(),
        wish.job(),
        granted.map(lease -> lease.tasks().size()).orElse(0),
        granted.map(LeaseGrant::seconds).orElse(0.0));
  }

  /** Asks the slowest node for half of its unstarted rest; what comes back is offered again. */
  void rebalance(Rebalance wish, boolean allowed) {
    if (allowed) {
      dispatch
          .takeBackFor(wish.job(), wish.node().name())
          .ifPresent(
              back -> {
                var holder = nodes.get(back.node());
                if (holder != null) {
                  holder
                      .actor()
                      .tell(
                          new NodeCommand.GiveBack(
                              batch.id().value(), wish.job(), back.lease(), back.keep(), self));
                }
              });
    }
    settle(wish.pool(), wish.grant(), wish.job(), 0, 0);
  }

  private void settle(ActorRef<PoolCommand> pool, long grant, int job, int tasks, double seconds) {
    var offer = offer(job);
    offered.put(job, new Offered(offer.pending(), offer.stealable() > 1, ports.clock().instant()));
    pool.tell(new PoolCommand.GrantSettled(grant, offer, tasks, seconds));
  }

  private NodeCommand.Lease message(LeaseGrant lease) {
    var job = batch.jobs().get(lease.job());
    return new NodeCommand.Lease(
        batch.id().value(),
        lease.job(),
        job.spec().name(),
        lease.number(),
        lease.tasks(),
        lease.failedAttempts(),
        job.slicesOf(lease.tasks()),
        job.spec().operation(),
        job.spec().parameters(),
        job.spec().timeout(),
        job.spec().batchSize(),
        job.spec().queue(),
        self);
  }

  private PoolCommand.Offer offer(int job) {
    var spec = batch.jobs().get(job).spec();
    boolean runnable = batch.isRunnable(job);
    return new PoolCommand.Offer(
        batch.spec().tenant(),
        batch.id().value(),
        job,
        spec.operation(),
        ports.cpuBound().test(spec.operation()),
        spec.priority().weight(),
        runnable ? dispatch.pending(job).getCardinality() : 0,
        runnable ? dispatch.unstarted(job) : 0,
        dispatch.taskSeconds(job),
        self);
  }

  /**
   * Tells the pools what has changed for them.
   *
   * @param repeatBefore offers last made before this are repeated in any case
   */
  void offer(Instant repeatBefore) {
    for (int job = 0; job < batch.jobs().size(); job++) {
      var offer = offer(job);
      var last = offered.get(job);
      boolean empty = offer.pending() == 0 && offer.stealable() == 0;
      if (last == null && empty) {
        continue;
      }
      if (last == null
          || last.pending() != offer.pending()
          || last.stealable() != offer.stealable() > 1
          || (!empty && last.at().isBefore(repeatBefore))) {
        ports.pools().accept(batch.jobs().get(job).spec().queue(), offer);
        if (empty) {
          offered.remove(job);
        } else {
          offered.put(
              job, new Offered(offer.pending(), offer.stealable() > 1, ports.clock().instant()));
        }
      }
    }
  }

  /** A node says what it holds. */
  void held(Holding holding) {
    meet(holding.node());
    var now = ports.clock().instant();
    var held = new HashSet<Long>();
    for (HeldLease lease : holding.leases()) {
      held.add(lease.number());
      dispatch.held(
          holding.node().name(),
          lease.number(),
          lease.job(),
          lease.tasks(),
          lease.unstarted(),
          now);
      if (batch.jobs().get(lease.job()).isInterrupted()) {
        drop(holding.node().actor(), List.of(lease.job()));
      }
    }
    for (int job = 0; job < batch.jobs().size(); job++) {
      if (batch.jobs().get(job).cancelReason() != null) {
        dispatch.releaseUnnamed(holding.node().name(), job, held);
      }
    }
    dispatch.heard(holding.node().name());
  }

  void gaveBack(GaveBack back) {
    dispatch.gaveBack(back.lease(), back.job(), back.tasks());
  }

  /** Tells every node that holds leases to drop these jobs, and says who they are. */
  Set<String> drop(List<Integer> jobs) {
    var told = new HashSet<String>();
    for (var name : dispatch.nodes()) {
      var node = nodes.get(name);
      if (node != null) {
        drop(node.actor(), jobs);
        told.add(name);
      }
    }
    return told;
  }

  private void drop(ActorRef<NodeCommand> node, List<Integer> jobs) {
    node.tell(new NodeCommand.Drop(batch.id().value(), jobs, self));
  }

  /** A node is gone: what it held is pending again. */
  int lost(String node) {
    nodes.remove(node);
    return dispatch.lapse(Set.of(node), ports.clock().instant());
  }

  private void meet(NodeRef node) {
    if (nodes.put(node.name(), node) == null) {
      watch.accept(node);
    }
  }
}
