package io.gristworks.core.pool;

import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.pool.Asks.Kind;
import java.util.List;

/** Brings jobs and nodes together: decides what coordinators are asked to lease, and for whom. */
final class Matcher {
  private final FairQueue queue;
  private final Placement placement;
  private final NodeCredits nodes;
  private final Asks asks;

  Matcher(FairQueue queue, Placement placement, NodeCredits nodes, Asks asks) {
    this.queue = queue;
    this.placement = placement;
    this.nodes = nodes;
    this.asks = asks;
  }

  /** While a job may be served and a node wants it: asks its coordinator for a lease. */
  void match(List<PoolEffect> effects, long now) {
    for (var job = queue.next(now); job != null; job = queue.next(now)) {
      boolean cpuBound = job.work.kind.cpuBound();
      var node = job.work.nodes.first();
      int workers = nodes.workers(cpuBound);
      int most = job.mostTasks(workers, now);
      double seconds = job.expectedLeaseSeconds(workers, most);
      var ask = asks.open(Kind.GRANT, job, node, seconds, now);
      nodes.reserve(node, ask, now);
      queue.lift(job);
      queue.serve(job, seconds);
      job.promise(ask.number(), job.promised(most));
      job.grants++;
      placement.place(job, now);
      var grant = new Grant(job.key.job(), ask.number(), node.name, workers, most);
      effects.add(new PoolEffect.SendToCoordinator(job.key, grant));
    }
  }

  /** Where workers are idle and nothing is pending: lets unstarted work come to them. */
  void move(List<PoolEffect> effects, long now) {
    if (!queue.mayServe()) {
      return;
    }
    for (var work : queue.classes()) {
      if (work.movable.isEmpty() || work.nodes.isEmpty()) {
        continue;
      }
      for (var node : List.copyOf(work.nodes)) {
        if (work.movable.isEmpty()) {
          break;
        }
        if (!node.moving && node.movePause.isOver(now) && node.wouldBegin(work.kind)) {
          effects.add(move(work.movable.first(), node, now));
        }
      }
    }
  }

  private PoolEffect move(Job job, Node node, long now) {
    // Not charged: the tenant has paid for these tasks when they were first handed out.
    var ask = asks.open(Kind.MOVE, job, node, 0, now);
    nodes.reserve(node, ask, now);
    node.moving = true;
    queue.lift(job);
    job.moves++;
    placement.place(job, now);
    var rebalance = new Rebalance(job.key.job(), ask.number(), node.name);
    return new PoolEffect.SendToCoordinator(job.key, rebalance);
  }
}
