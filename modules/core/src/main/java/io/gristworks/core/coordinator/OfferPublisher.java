package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.pool.PoolEpoch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the pool is told of the jobs, when it changes and now and then besides. */
final class OfferPublisher {
  private final Batch batch;
  private final TaskDispatch dispatch;
  private final CoordinatorRules rules;
  private final Map<Integer, Told> told = new HashMap<>();

  /** The last grant that was answered, by job. */
  private final Map<Integer, Long> seen = new HashMap<>();

  /** The jobs of which the pool counts what is leased. */
  private final Set<Integer> counted = new HashSet<>();

  /**
   * Whether an earlier coordinator may have told of jobs. It may have died before it told that all
   * of one is done: then what was leased of it would count under its limits for minutes.
   */
  private final boolean hadEarlier;

  /** The jobs of which the pool has been told that nothing is left. */
  private final Set<Integer> saidOver = new HashSet<>();

  private long sequence;

  /** The epoch of the pool that counts as far as is known here. */
  private long pool;

  /** What a pool was last told, so that it is not told the same again for nothing. */
  private record Told(
      long pending, boolean stealable, long leased, Standing standing, Instant at) {}

  /** What decides when a job's turn comes, and how much it may have. */
  private record Standing(Priority priority, JobLimits limits) {}

  OfferPublisher(Batch batch, TaskDispatch dispatch, CoordinatorRules rules, long pool) {
    this.batch = batch;
    this.dispatch = dispatch;
    this.rules = rules;
    this.hadEarlier = batch.exists();
    this.pool = pool;
  }

  /** There is a pool of that epoch: if it is a later one, it knows nothing yet. */
  void poolIs(long epoch) {
    if (epoch > pool) {
      pool = epoch;
      told.clear();
      seen.clear();
      counted.clear();
      saidOver.clear();
    }
  }

  /** Whether a grant comes from the pool that counts: another one was not offered anything. */
  boolean isOfPool(long grant) {
    return PoolEpoch.of(grant) == pool;
  }

  /** What a job has, told by another way: in answer to a grant. */
  JobOffer telling(int job, long grant, Now now) {
    if (PoolEpoch.of(grant) == pool) {
      seen.put(job, grant);
    }
    var offer = numbered(of(job), now);
    note(job, offer, now);
    return offer;
  }

  /** The pool counts what is leased of a job, or no longer does. */
  void count(int job, boolean counts) {
    if (counts) {
      counted.add(job);
    } else {
      counted.remove(job);
    }
  }

  private JobOffer numbered(JobOffer offer, Now now) {
    sequence = LeasedCount.next(sequence, batch.incarnation(), now.wall().toEpochMilli());
    return offer.numbered(pool, sequence);
  }

  /** Adds what there is to be told now. */
  void tell(List<CoordinatorEffect> effects, Now now) {
    var repeatBefore = now.steady().minus(rules.offerEvery());
    for (int job = 0; job < batch.jobs().size(); job++) {
      var offer = of(job);
      if (isNews(job, offer, repeatBefore)) {
        offer = numbered(offer, now);
        effects.add(new CoordinatorEffect.SendToPool(new ToPool.Offer(offer)));
        note(job, offer, now);
        if (offer.isEmpty()) {
          told.remove(job);
          saidOver.add(job);
        } else {
          saidOver.remove(job);
        }
      }
    }
  }

  private boolean isNews(int job, JobOffer offer, Instant repeatBefore) {
    var last = told.get(job);
    if (last == null) {
      return !offer.isEmpty() || (hadEarlier && pool > 0 && !saidOver.contains(job));
    }
    long leased = offer.count().leased();
    return last.pending() != offer.pending()
        || !last.standing().equals(standing(job))
        || last.stealable() != offer.stealable() > 1
        || last.leased() > 0 != leased > 0
        || (last.leased() != leased && counted.contains(job))
        || (!offer.isEmpty() && last.at().isBefore(repeatBefore));
  }

  private Standing standing(int job) {
    var control = batch.jobs().get(job).control();
    return new Standing(control.priority(), control.limits());
  }

  private void note(int job, JobOffer offer, Now now) {
    told.put(
        job,
        new Told(
            offer.pending(),
            offer.stealable() > 1,
            offer.count().leased(),
            standing(job),
            now.steady()));
  }

  private JobOffer of(int job) {
    var spec = batch.jobs().get(job).spec();
    var control = batch.jobs().get(job).control();
    boolean runnable = batch.isRunnable(job);
    return new JobOffer(
        new JobKey(batch.id().value(), job),
        spec.queue(),
        batch.spec().tenant(),
        spec.operation(),
        rules.cpuBound().test(spec.operation()),
        control.priority().weight(),
        runnable ? dispatch.pending(job).getCardinality() : 0,
        runnable ? dispatch.unstarted(job) : 0,
        dispatch.taskSeconds(job),
        control.priority().goesFirst(),
        control.limits(),
        new LeasedCount(
            dispatch.leased(job).getCardinality(), pool, 0, seen.getOrDefault(job, 0L)));
  }
}
