package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.Now;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Batches, events and reports as the stories tell them: all at noon, all of batch {@link #ID}. */
public final class Sample {
  /** The moment of every story. */
  public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  /** The batch of every story. */
  public static final BatchId ID = BatchId.of("mill", "story");

  private Sample() {}

  // What is wanted.

  /** A moment by both clocks, which agree as long as nobody sets one. */
  public static Now time(Instant moment) {
    return new Now(moment, moment);
  }

  /** A client wants a job to end; all of them where {@code job} is null. */
  public static FromClient cancel(long asker, @Nullable String job) {
    return command(asker, new BatchCommand.Cancel(job, "enough", null));
  }

  /** A client wants that. */
  public static FromClient command(long asker, BatchCommand command) {
    return new FromClient(asker, new ToCoordinator.Control(command));
  }

  /** A job that waits for {@code after}. */
  public static JobSpec job(String name, String... after) {
    return job(name, RetryPolicy.DEFAULT, after);
  }

  /** The same, with a say about retries. */
  public static JobSpec job(String name, RetryPolicy retry, String... after) {
    return new JobSpec(
        name,
        "noop",
        "default",
        Priority.NORMAL,
        "{}",
        List.of(after),
        retry,
        Duration.ofSeconds(60),
        1);
  }

  /** A batch of these jobs. */
  public static BatchSpec spec(JobSpec... jobs) {
    return new BatchSpec("mill", "story", new TreeMap<>(), List.of(jobs), "digest");
  }

  /** The inputs of one job, in segments of these sizes. */
  public static InputPart part(int job, Integer... segmentTasks) {
    return new InputPart(job, "upload-" + job, List.of(segmentTasks));
  }

  // What has happened.

  /** A batch came whole, with so many tasks for each of its jobs. */
  public static BatchEvent submitted(BatchSpec spec, Integer... tasks) {
    var inputs = IntStream.range(0, tasks.length).mapToObj(at -> part(at, tasks[at])).toList();
    return new BatchSubmitted(spec, false, inputs, NOON);
  }

  /** A batch was opened. */
  public static BatchEvent opened(BatchSpec spec) {
    return new BatchSubmitted(spec, true, List.of(), NOON);
  }

  /** A job of an open batch took tasks. */
  public static BatchEvent appended(int job, int tasks, String key) {
    return new TasksAppended(part(job, tasks), key(key), NOON);
  }

  /** A key under which always the same comes. */
  public static AppendKey key(String key) {
    return new AppendKey(key, "digest");
  }

  /** No more tasks will come. */
  public static BatchEvent sealed() {
    return new BatchSealed(NOON);
  }

  /** A coordinator began to serve. */
  public static BatchEvent awoke(long incarnation) {
    return new CoordinatorAwoke(incarnation, NOON);
  }

  /** Tasks from 0 to {@code end}, exclusive, succeeded. */
  public static BatchEvent succeeded(int job, int end) {
    return outcomes(job, TaskSet.range(0, end), TaskSet.empty(), List.of());
  }

  /** Tasks were given up. */
  public static BatchEvent failed(int job, int... tasks) {
    return outcomes(job, TaskSet.empty(), TaskSet.of(tasks), List.of());
  }

  /** A task failed and will be tried again. */
  public static BatchEvent failedOnce(int job, int task, Instant due) {
    return outcomes(
        job, TaskSet.empty(), TaskSet.empty(), List.of(new Retry(TaskSet.of(task), 1, due)));
  }

  private static BatchEvent outcomes(int job, TaskSet done, TaskSet lost, List<Retry> retries) {
    int attempts = done.size() + lost.size() + retries.size();
    return new OutcomesAccepted(
        List.of(
            new JobOutcomes(
                job,
                segment(attempts),
                NOON,
                done,
                lost,
                retries,
                new TreeMap<>(),
                List.of(),
                attempts,
                attempts * 1_000L,
                List.of())),
        NOON);
  }

  /** Someone wanted jobs to end. */
  public static BatchEvent cancelRequested(String reason, Integer... jobs) {
    return new CancelRequested(List.of(jobs), new CancelReason.Asked(reason), NOON);
  }

  /** A job will never begin. */
  public static BatchEvent skipped(int job, SkipReason reason) {
    return new ControlEvent.JobSkipped(job, reason, NOON);
  }

  /** Tasks ended without having run. */
  public static BatchEvent cancelled(int job, int... tasks) {
    return new TasksCancelled(job, TaskSet.of(tasks), NOON);
  }

  // What nodes tell.

  /** A stored segment; which one is all the same. */
  public static SegmentRef segment(int entries) {
    return new SegmentRef(new UUID(7, entries), 0, Integer.MAX_VALUE - 1, entries);
  }

  /** A report of successes and failures, that counted {@code matches}. */
  public static JobReport report(int job, TaskSet succeeded, long matches, Failure... failures) {
    SortedMap<String, Long> counters = new TreeMap<>();
    counters.put("matches", matches);
    int entries = succeeded.size() + failures.length;
    return new JobReport(
        job, segment(entries), succeeded, Arrays.asList(failures), counters, entries * 1_000L);
  }

  /** An attempt that failed of something that may pass. */
  public static Failure failure(int task, int attempt) {
    return new Failure(task, attempt, "io", "broken pipe at " + task, false);
  }

  /** An attempt that failed for good. */
  public static Failure permanent(int task) {
    return new Failure(task, 1, "bad_input", "no such symbol: " + task, true);
  }

  /** No task of any job is with a node. */
  public static RoaringBitmap nobodyHolds(int job) {
    return new RoaringBitmap();
  }
}
