package io.gristworks.engine.worker.run;

import io.gristworks.core.worker.TaskRange;
import io.gristworks.core.worker.TaskRange.Span;
import io.gristworks.engine.worker.resource.CallLimit;
import io.gristworks.handler.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's way of claiming tasks: as long as the range has some and, for an operation that asks a
 * service outside, that service bears another call. Threads: the run's.
 */
final class Claims {
  private final TaskRange range;
  private final @Nullable CallLimit limit;
  private CallLimit.@Nullable Call call;

  Claims(TaskRange range, @Nullable CallLimit limit) {
    this.range = range;
    this.limit = limit;
  }

  /** The next place, or -1: nothing is left, or there is no room for the call. */
  int one() {
    if (limit == null) {
      return range.claim();
    }
    call = limit.begin();
    int place = call == null ? -1 : range.claim();
    if (place < 0) {
      unused();
    }
    return place;
  }

  /** The next group of at most so many; empty for the same reasons. */
  Span group(int most) {
    if (limit == null) {
      return range.claim(most);
    }
    call = limit.begin();
    var span = call == null ? Span.EMPTY : range.claim(most);
    if (span.isEmpty()) {
      unused();
    }
    return span;
  }

  /** The call for what was claimed last has ended, with that failure if any. */
  void ended(@Nullable Throwable failure, RunningCall running, long beganAt) {
    if (call != null) {
      call.ended(failure, running.isOverdue(beganAt));
      call = null;
    }
  }

  /** The same for a group: it was refused if one of its tasks was. */
  <O> void ended(List<Verdict<O>> verdicts, RunningCall running, long beganAt) {
    if (call != null) {
      ended(refusal(verdicts), running, beganAt);
    }
  }

  private static <O> @Nullable Throwable refusal(List<Verdict<O>> verdicts) {
    for (var verdict : verdicts) {
      if (verdict instanceof Verdict.Failed<O>(var failure) && CallLimit.isRefusal(failure)) {
        return failure;
      }
    }
    return null;
  }

  /** There will be no call, or it will never be known how it ended. */
  void unused() {
    if (call != null) {
      call.unused();
      call = null;
    }
  }
}
