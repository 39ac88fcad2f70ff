package io.gristworks.engine.worker.resource;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.GradientLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.gristworks.engine.worker.settings.CallBounds;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.TooBusy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many calls to the service behind an operation go on at once on this node: found by their
 * times and refusals. As long as answers come as fast as they ever did there may be more; when they
 * queue, or the service says that it is too busy, or does not answer in time, there are fewer.
 *
 * <p>Of the algorithms of Netflix' concurrency-limits, {@link GradientLimit}: it alone goes low now
 * and then to see how fast answers come where nothing queues. Tried against a service that bears 8
 * calls, it stayed at 13 to 14 for ten simulated minutes; in an hour Vegas crept to 76 and
 * Gradient2 to its bound, as they get used to the queue that they make. It looks at windows of some
 * calls, not at each. For any number of threads; costs a call some atomic steps, and only of
 * operations that ask for it.
 */
public final class CallLimit {
  /** A window has at least so many calls, and is at least so long. */
  private static final int WINDOW_CALLS = 10;

  private static final long WINDOW_MILLIS = 100;

  /** So many calls may queue at the service; it begins with as many, and grows by them. */
  private static final int QUEUE = 4;

  /** Answers may take so much longer than the fastest, as answers do. */
  private static final double TOLERANCE = 1.2;

  /** How long a refusal keeps its place where no answer has come yet; and the longest. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SimpleLimiter<Void> limiter;
  private final Bounded limit;
  private final Later later;
  private final Runnable changed;

  /** Refusals since the last answer. */
  private final AtomicInteger refusals = new AtomicInteger();

  /** Does something in some time. */
  @FunctionalInterface
  public interface Later {
    /** Does it when so many nanoseconds have passed. */
    void in(long nanos, Runnable what);
  }

  /** The end of a call that was let in. */
  public interface Call {
    /** It has ended, with that failure if any; {@code late}: its time was over. */
    void ended(@Nullable Throwable failure, boolean late);

    /** It was not made. */
    void unused();
  }

  /**
   * A limit that begins low.
   *
   * @param nanos a clock for durations
   * @param later for what must wait
   * @param changed told when there may be room that was not there, on any thread
   */
  public CallLimit(CallBounds bounds, LongSupplier nanos, Later later, Runnable changed) {
    this.later = later;
    this.changed = changed;
    var gradient =
        GradientLimit.newBuilder()
            .initialLimit(bounds.within(QUEUE))
            .minLimit(bounds.least())
            .maxConcurrency(bounds.most())
            .queueSize(QUEUE)
            .rttTolerance(TOLERANCE)
            .build();
    var windowed =
        WindowedLimit.newBuilder()
            .windowSize(WINDOW_CALLS)
            .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .maxWindowTime(10 * WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .minRttThreshold(1, TimeUnit.NANOSECONDS)
            .build(gradient);
    this.limit = new Bounded(windowed, bounds);
    this.limiter = SimpleLimiter.newBuilder().limit(limit).nanoClock(nanos).<Void>build();
    limit.notifyOnChange(_ -> changed.run());
  }

  /**
   * Never outside the bounds, also while the algorithm looks how fast an idle service is. And a
   * refusal, which comes at once, is not taken for a fast answer.
   */
  private static final class Bounded implements Limit {
    private final Limit inner;
    private final CallBounds bounds;

    /** A running mean of what answers take. Races lose a sample, no more. */
    private volatile long answerNanos;

    Bounded(Limit inner, CallBounds bounds) {
      this.inner = inner;
      this.bounds = bounds;
    }

    @Override
    public int getLimit() {
      return bounds.within(inner.getLimit());
    }

    @Override
    public void notifyOnChange(Consumer<Integer> consumer) {
      inner.notifyOnChange(limit -> consumer.accept(bounds.within(limit)));
    }

    @Override
    public void onSample(long startTime, long rtt, int inflight, boolean didDrop) {
      long known = answerNanos;
      if (didDrop) {
        inner.onSample(startTime, Math.max(rtt, known), inflight, true);
      } else {
        answerNanos = known == 0 ? rtt : known + (rtt - known) / 16;
        inner.onSample(startTime, rtt, inflight, false);
      }
    }
  }

  /** How many calls may go on at once now. */
  int most() {
    return limiter.getLimit();
  }

  /** How many do, also such as their node has given up. */
  int now() {
    return limiter.getInflight();
  }

  /** Lets a call in; null where there is no room for it. */
  public @Nullable Call begin() {
    return limiter.acquire(null).map(this::call).orElse(null);
  }

  private Call call(Limiter.Listener listener) {
    return new Call() {
      @Override
      public void ended(@Nullable Throwable failure, boolean late) {
        if (late) {
          listener.onDropped();
        } else if (isRefusal(failure)) {
          refused(listener);
        } else if (failure == null) {
          refusals.set(0);
          listener.onSuccess();
        } else {
          listener.onIgnore(); // what fails for another reason says nothing of how busy it is
        }
      }

      @Override
      public void unused() {
        listener.onIgnore();
      }
    };
  }

  /**
   * A refusal comes at once. If its place were free at once, too, the places beyond what the
   * service bears would ask again and again, many times for each answer; so it is kept for as long
   * as an answer takes, and for longer while nothing but refusals comes.
   */
  private void refused(Limiter.Listener listener) {
    int rounds = refusals.getAndIncrement() / Math.max(1, most());
    long answer =
        Math.max(PAUSE_NANOS / 20, limit.answerNanos == 0 ? PAUSE_NANOS : limit.answerNanos);
    long pause = Math.min(LONGEST_PAUSE_NANOS, answer << Math.clamp(rounds, 0, 10));
    later.in(
        pause,
        () -> {
          listener.onDropped();
          changed.run();
        });
  }

  /** Whether a failure says that the service had no room. */
  public static boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof TaskFailure said && said.kind().equals(TooBusy.KIND);
  }
}
