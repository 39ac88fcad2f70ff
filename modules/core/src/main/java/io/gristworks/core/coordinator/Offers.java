package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.lease.Dispatch;
import io.gristworks.core.pool.JobKey;
import io.gristworks.core.pool.JobOffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the pools are told of the jobs, when it changes and now and then besides. */
final class Offers {
  private final Batch batch;
  private final Dispatch dispatch;
  private final CoordinatorRules rules;
  private final Map<Integer, Told> told = new HashMap<>();

  /** What a pool was last told, so that it is not told the same again for nothing. */
  private record Told(long pending, boolean stealable, Instant at) {}

  Offers(Batch batch, Dispatch dispatch, CoordinatorRules rules) {
    this.batch = batch;
    this.dispatch = dispatch;
    this.rules = rules;
  }

  /** What a job has, told by another way. */
  JobOffer telling(int job, Instant now) {
    var offer = of(job);
    note(job, offer, now);
    return offer;
  }

  /** Adds what there is to be told now. */
  void tell(List<CoordinatorEffect> effects, Instant now) {
    var repeatBefore = now.minus(rules.offerEvery());
    for (int job = 0; job < batch.jobs().size(); job++) {
      var offer = of(job);
      var last = told.get(job);
      boolean empty = offer.pending() == 0 && offer.stealable() == 0;
      boolean news =
          last == null
              ? !empty
              : last.pending() != offer.pending()
                  || last.stealable() != offer.stealable() > 1
                  || (!empty && last.at().isBefore(repeatBefore));
      if (news) {
        effects.add(new CoordinatorEffect.Offer(batch.jobs().get(job).spec().queue(), offer));
        note(job, offer, now);
        if (empty) {
          told.remove(job);
        }
      }
    }
  }

  private void note(int job, JobOffer offer, Instant now) {
    told.put(job, new Told(offer.pending(), offer.stealable() > 1, now));
  }

  private JobOffer of(int job) {
    var spec = batch.jobs().get(job).spec();
    boolean runnable = batch.isRunnable(job);
    return new JobOffer(
        new JobKey(batch.id().value(), job),
        batch.spec().tenant(),
        spec.operation(),
        rules.cpuBound().test(spec.operation()),
        batch.jobs().get(job).control().priority().weight(),
        runnable ? dispatch.pending(job).getCardinality() : 0,
        runnable ? dispatch.unstarted(job) : 0,
        dispatch.taskSeconds(job));
  }
}
