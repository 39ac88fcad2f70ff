package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Puts lifted jobs where they belong, and looks at them again when time has changed that. */
final class Placement {
  private record Wake(long at, Job job) {}

  private final FairQueue queue;
  private final PriorityQueue<Wake> wakes =
      new PriorityQueue<>((one, other) -> Long.signum(one.at - other.at));
  private final List<JobKey> forgotten = new ArrayList<>();

  Placement(FairQueue queue) {
    this.queue = queue;
  }

  /** Places a lifted job again, or forgets it where nothing is left of it. */
  void putBack(Job job, long now) {
    if (job.isDone(now)) {
      queue.forget(job, now);
      forget(job.key);
    } else {
      place(job, now);
    }
  }

  /** Places a lifted job again. */
  void place(Job job, long now) {
    queue.place(job, now);
    if (job.countedBack && !job.isAwaited) {
      long at = job.limit.opensAt(now);
      if (at != Long.MAX_VALUE) {
        job.isAwaited = true;
        wakes.add(new Wake(at, job));
      }
    }
  }

  /** Has a job looked at again then. */
  void wakeAt(long at, Job job) {
    wakes.add(new Wake(at, job));
  }

  /** Looks at those whose time has come. */
  void wake(long now) {
    for (var wake = wakes.peek(); wake != null && wake.at - now <= 0; wake = wakes.peek()) {
      wakes.remove();
      if (queue.job(wake.job.key) == wake.job) {
        wake.job.isAwaited = false;
        queue.lift(wake.job);
        place(wake.job, now);
      }
    }
  }

  void forget(JobKey job) {
    forgotten.add(job);
  }

  /** Tells of the forgotten; last of all, as a job may be forgotten and offered in one breath. */
  void sayForgotten(List<PoolEffect> effects) {
    for (var key : forgotten) {
      if (queue.job(key) == null) {
        effects.add(new PoolEffect.JobForgotten(key));
      }
    }
    forgotten.clear();
  }
}
