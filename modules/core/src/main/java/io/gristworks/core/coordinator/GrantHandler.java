package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToNode.GiveBack;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.message.ToPool.GrantSettled;
import io.gristworks.core.pool.PoolEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers the pool: each grant is settled with what was leased, and what is left. What a pool
 * remembers of another life of this batch is passed over, and an earlier pool gets nothing any
 * more.
 */
final class GrantHandler {
  private final Batch batch;
  private final TaskDispatch dispatch;
  private final OfferPublisher offers;
  private final Takeover takeover;

  GrantHandler(Batch batch, TaskDispatch dispatch, OfferPublisher offers, Takeover takeover) {
    this.batch = batch;
    this.dispatch = dispatch;
    this.offers = offers;
    this.takeover = takeover;
  }

  private boolean isKnown(int job) {
    return job < batch.jobs().size();
  }

  /** Has events only where the first lease of a job starts a clock. */
  Transition grant(Grant wish, Now now) {
    if (!isKnown(wish.job())) {
      return Transition.of(List.of());
    }
    var granted =
        offers.isOfPool(wish.grant()) && takeover.isOver()
            ? dispatch.grant(
                wish.job(), wish.node(), wish.workers(), wish.mostTasks(), now.steady())
            : Optional.<LeaseGrant>empty();
    var effects = new ArrayList<CoordinatorEffect>();
    granted.ifPresent(_ -> dispatch.started(wish.job(), now.wall()));
    granted.ifPresent(lease -> effects.add(new SendToNode(wish.node(), lease(lease, wish))));
    offers.count(wish.job(), wish.mostTasks() != Integer.MAX_VALUE);
    effects.add(settled(wish.job(), wish.grant(), granted, now));
    return granted.isPresent()
            && batch.started(wish.job(), now.wall()) instanceof Accepted(var events)
        ? new Transition(events, effects)
        : Transition.of(effects);
  }

  private Lease lease(LeaseGrant granted, Grant wish) {
    var job = batch.jobs().get(granted.job());
    return new Lease(
        batch.id().value(),
        granted.job(),
        job.spec().name(),
        granted.number(),
        granted.tasks(),
        granted.failedAttempts(),
        job.slicesOf(granted.tasks()),
        ReduceInputs.of(job, batch.jobs()),
        job.spec().operation(),
        job.spec().parameters(),
        job.spec().timeout(),
        job.spec().batchSize(),
        job.spec().queue(),
        batch.spec().tenant(),
        PoolEpoch.of(wish.grant()),
        granted.alone());
  }

  /** What a job has, without a lease. */
  Transition offer(TellOffer wish, Now now) {
    return Transition.of(
        isKnown(wish.job())
            ? List.of(settled(wish.job(), wish.grant(), Optional.empty(), now))
            : List.of());
  }

  /** Asks the slowest node for half of its unstarted rest; what comes back is offered again. */
  Transition rebalance(Rebalance wish, Now now) {
    if (!isKnown(wish.job())) {
      return Transition.of(List.of());
    }
    var effects = new ArrayList<CoordinatorEffect>();
    if (offers.isOfPool(wish.grant()) && takeover.isOver()) {
      dispatch
          .takeBackFor(wish.job(), wish.node())
          .ifPresent(
              back ->
                  effects.add(
                      new SendToNode(
                          back.node(),
                          new GiveBack(
                              batch.id().value(), wish.job(), back.lease(), back.keep()))));
    }
    effects.add(settled(wish.job(), wish.grant(), Optional.empty(), now));
    return Transition.of(effects);
  }

  private CoordinatorEffect settled(int job, long grant, Optional<LeaseGrant> granted, Now now) {
    return new CoordinatorEffect.AnswerPool(
        new GrantSettled(
            grant,
            offers.telling(job, grant, now),
            granted.map(lease -> lease.tasks().size()).orElse(0),
            granted.map(LeaseGrant::seconds).orElse(0.0)));
  }
}
