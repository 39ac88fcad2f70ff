package io.gristworks.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.GivenUp;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Canary;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.Cancellation;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.CrashSuspect;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.JobStateSnapshot;
import io.gristworks.core.batch.JobTimes;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever can happen is read as it was written; the name of a test says its seed. */
class JournalRoundTripTest {
  private RandomGenerator random = new SplittableRandom(0);

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anEventIsReadAsItWasWritten(long seed) {
    random = new SplittableRandom(seed);
    for (var event : events()) {
      assertThat(EventCodec.decode(EventCodec.manifest(event), EventCodec.encode(event)))
          .isEqualTo(event);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aSnapshotIsReadAsItWasWritten(long seed) {
    random = new SplittableRandom(seed);
    var snapshot =
        new BatchSnapshot(
            spec(),
            random.nextBoolean(),
            some(this::part),
            some(() -> new BatchSnapshot.Append(random.nextInt(), appendKey())),
            random.nextLong(),
            moment(),
            some(this::job),
            some(this::awaited),
            some(this::uuid));
    var manifest = SnapshotCodec.manifest(snapshot);
    assertThat(SnapshotCodec.decode(manifest, SnapshotCodec.encode(snapshot))).isEqualTo(snapshot);
  }

  private List<BatchEvent> events() {
    return List.of(
        new BatchSubmitted(spec(), random.nextBoolean(), some(this::part), moment()),
        new TasksAppended(part(), perhaps(this::appendKey), moment()),
        new BatchSealed(moment()),
        new CoordinatorAwoke(random.nextLong(), moment()),
        new OutcomesAccepted(some(this::outcomes), moment()),
        new CancelRequested(some(random::nextInt), cancelReason(), moment(), perhaps(this::moment)),
        new TasksCancelled(random.nextInt(), tasks(), moment()),
        new BatchEvent.JobAdded(jobSpec(), moment()),
        new BatchEvent.TasksDerived(part(), random.nextInt(), random.nextInt(), moment()),
        new BatchEvent.SuspectsNamed(random.nextInt(), tasks(), text(), text(), moment()),
        new BatchEvent.FailedRetried(random.nextInt(), tasks(), tasks(), text(), moment()),
        new BatchEvent.CanaryEnded(random.nextInt(), tasks(), canaryState(), moment()),
        new ControlEvent.JobsPaused(some(random::nextInt), pauseReason(), moment()),
        new ControlEvent.JobSkipped(random.nextInt(), skipReason(), moment()),
        new ControlEvent.LimitsChanged(some(random::nextInt), limits(), text(), moment()),
        new ControlEvent.DeadlineChanged(
            some(random::nextInt), perhaps(this::moment), text(), moment()),
        new ControlEvent.SegmentsDiscarded(some(this::uuid), moment()),
        new ControlEvent.AwaitedBatchEnded(awaited(), moment()));
  }

  private BatchSpec spec() {
    var labels = new TreeMap<String, String>();
    some(this::text).forEach(label -> labels.put(label, text()));
    return new BatchSpec(
        text(),
        text(),
        labels,
        some(this::jobSpec),
        text(),
        some(() -> new BatchDependency(text(), one(Condition.values()))));
  }

  private JobSpec jobSpec() {
    var backoff = Duration.ofNanos(random.nextLong(1L << 40));
    return new JobSpec(
        text(),
        text(),
        text(),
        one(Priority.values()),
        "{\"a\":" + random.nextInt() + "}",
        some(() -> new Dependency(text(), one(Condition.values()))),
        new RetryPolicy(
            random.nextInt(1, 101),
            backoff,
            backoff.plusNanos(random.nextInt(99)),
            some(this::text),
            some(this::text),
            random.nextDouble()),
        Duration.ofNanos(random.nextLong(Long.MAX_VALUE)),
        random.nextInt(),
        options());
  }

  private AppendKey appendKey() {
    return new AppendKey(text() + 'k', text() + 'd');
  }

  private BatchSnapshot.Job job() {
    return new BatchSnapshot.Job(
        tasks(),
        tasks(),
        tasks(),
        some(this::retry),
        some(this::segment),
        counters(),
        some(this::error),
        random.nextLong(),
        random.nextLong(),
        perhaps(this::moment),
        perhaps(this::moment),
        perhaps(this::cancelReason),
        course());
  }

  private JobStateSnapshot course() {
    return new JobStateSnapshot(
        new JobStateSnapshot.Control(
            one(Priority.values()),
            limits(),
            perhaps(this::moment),
            random.nextBoolean(),
            perhaps(() -> new Pause(pauseReason(), moment())),
            perhaps(() -> new Cancellation(cancelReason(), perhaps(this::moment))),
            perhaps(this::skipReason),
            random.nextBoolean(),
            perhaps(this::moment)),
        random.nextBoolean(),
        some(() -> new JobStateSnapshot.FanIn(random.nextInt(), random.nextInt())),
        random.nextInt(),
        random.nextBoolean(),
        some(this::givenUp),
        some(() -> new JobStateSnapshot.Attempts(random.nextInt(), tasks())),
        some(() -> new JobStateSnapshot.Attempts(random.nextInt(), tasks())),
        perhaps(() -> new Canary(tasks(), tasks())),
        perhaps(this::canaryState),
        some(this::suspicion),
        some(this::suspicion));
  }

  private CancelReason cancelReason() {
    return one(
        new CancelReason[] {
          new CancelReason.Asked(text()),
          new CancelReason.DeadlinePassed(),
          new CancelReason.TotalTimeOver(),
          new CancelReason.BudgetExhausted(random.nextLong(), random.nextLong())
        });
  }

  private PauseReason pauseReason() {
    return one(
        new PauseReason[] {
          new PauseReason.Asked(text(), text()),
          new PauseReason.BudgetExhausted(random.nextLong(), random.nextLong())
        });
  }

  private SkipReason skipReason() {
    return one(
        new SkipReason[] {
          new SkipReason.JobSkipped(text(), one(Condition.values())),
          new SkipReason.JobNotSucceeded(text(), random.nextLong()),
          new SkipReason.JobCancelled(text()),
          new SkipReason.JobNotFailed(text()),
          new SkipReason.SourceSkipped(text()),
          new SkipReason.BatchEndedOtherwise(
              text(), one(Condition.values()), one(Status.values()), random.nextLong())
        });
  }

  private CanaryState canaryState() {
    return one(
        new CanaryState[] {
          new CanaryState.UnderWay(random.nextLong(), random.nextLong()),
          new CanaryState.JobCancelled(),
          new CanaryState.TaskFailed(random.nextInt()),
          new CanaryState.AllSucceeded(random.nextLong())
        });
  }

  private CrashSuspect suspicion() {
    return new CrashSuspect(
        random.nextInt(), some(() -> new CrashSuspect.Death(text(), text(), moment())));
  }

  private GivenUp givenUp() {
    return new GivenUp(text(), tasks());
  }

  private AwaitedEnd awaited() {
    return new AwaitedEnd(text(), one(Status.values()), random.nextLong());
  }

  private JobLimits limits() {
    return new JobLimits(random.nextInt(9), random.nextDouble());
  }

  private JobOptions options() {
    return new JobOptions(
        new TaskSource(one(TaskSource.Kind.values()), text()),
        new FailureBudget(
            random.nextInt(100),
            one(FailureBudget.Unit.values()),
            one(FailureBudget.Then.values())),
        limits(),
        new JobTimes(
            perhaps(this::moment),
            perhaps(this::moment),
            perhaps(() -> Duration.ofNanos(random.nextLong(Long.MAX_VALUE)))),
        random.nextInt(9));
  }

  private <T> T one(T[] of) {
    return List.of(of).get(random.nextInt(of.length));
  }

  private JobOutcomes outcomes() {
    return new JobOutcomes(
        random.nextInt(),
        segment(),
        moment(),
        tasks(),
        tasks(),
        some(this::retry),
        counters(),
        some(this::error),
        random.nextLong(),
        random.nextLong(),
        some(this::givenUp));
  }

  private SortedMap<String, Long> counters() {
    var counters = new TreeMap<String, Long>();
    some(this::text).forEach(name -> counters.put(name, random.nextLong()));
    return counters;
  }

  private Retry retry() {
    return new Retry(tasks(), random.nextInt(), moment());
  }

  private ErrorGroup error() {
    return new ErrorGroup(
        text(), random.nextLong(), random.nextInt(), text(), text(), moment(), moment());
  }

  private SegmentRef segment() {
    return new SegmentRef(uuid(), random.nextInt(), random.nextInt(), random.nextInt());
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private InputPart part() {
    return new InputPart(random.nextInt(), text(), some(random::nextInt));
  }

  private TaskSet tasks() {
    var tasks = TaskSet.empty();
    for (int at = random.nextInt(50); at > 0; at--) {
      int first = random.nextInt(1 << 30);
      tasks = tasks.or(TaskSet.range(first, first + (1 << random.nextInt(12))));
    }
    return tasks;
  }

  private Instant moment() {
    return Instant.ofEpochSecond(random.nextLong(-1L << 34, 1L << 34), random.nextInt(1 << 29));
  }

  private String text() {
    return random
        .ints(random.nextInt(12), 0, 0x3000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private <T> @Nullable T perhaps(Supplier<T> any) {
    return random.nextBoolean() ? any.get() : null;
  }

  private <T> List<T> some(Supplier<T> any) {
    return Stream.generate(any).limit(random.nextInt(4)).toList();
  }
}
