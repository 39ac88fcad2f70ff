package io.gristworks.engine.worker.report;

import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.engine.worker.resource.OperationPace;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of attempts that have ended here. For any number of threads. */
public final class RunCounters {
  private final WorkerMeters meters;
  private final AtomicLong done = new AtomicLong();
  private final OperationPace pace = new OperationPace();

  /** Counts into these meters. */
  public RunCounters(WorkerMeters meters) {
    this.meters = meters;
  }

  /** Attempts of a lease have ended. */
  void ran(LeaseWork lease, Outcomes outcomes) {
    done.addAndGet(outcomes.size());
    meters.ran(lease.terms().operation(), outcomes);
    pace.learn(lease.terms().operation(), outcomes.size(), outcomes.busyMicros());
    var job = lease.job();
    if (job != null) {
      job.learn(outcomes.size(), outcomes.busyMicros());
    }
  }

  /** What tasks take here. */
  public OperationPace pace() {
    return pace;
  }

  /** Attempts that have ended here. */
  public long done() {
    return done.get();
  }
}
