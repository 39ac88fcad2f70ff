package io.gristworks.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.SpecSize;
import io.gristworks.core.batch.Status;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.MessageSize;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.task.Text;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.StatusSize;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.InputPage;
import io.gristworks.engine.protocol.CoordinatorReply.SegmentPage;
import io.gristworks.store.wire.MessageCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** The largest of what grows with a batch fits into a message: each is encoded as on the wire. */
class MessageSizeTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final BatchId ID = new BatchId("b0123456789abcdefghij");
  private static final MessageCodec CODEC = new MessageCodec();
  private static final ActorRef<Object> NOBODY = TestInbox.create().getRef();

  private static void fits(Object message) {
    assertThat(CODEC.encode(message).length)
        .as(message.getClass().getSimpleName())
        .isLessThanOrEqualTo(MessageSize.BYTES_MAX);
  }

  private static JobSpec job(String name, String parameters, List<Dependency> after) {
    return new JobSpec(
            name,
            "symbol-scan",
            "default",
            Priority.NORMAL,
            parameters,
            List.of(),
            new RetryPolicy(3, Duration.ofMillis(7), Duration.ofHours(1)),
            Duration.ofNanos(1_000_000_001),
            64)
        .after(after.toArray(Dependency[]::new));
  }

  private static BatchSpec spec(List<JobSpec> jobs) {
    return new BatchSpec("acme", "n", new TreeMap<>(), jobs, "digest");
  }

  private static List<JobSpec> jobs(int count, int parameterBytes) {
    var jobs = new ArrayList<JobSpec>();
    for (int at = 0; at < count; at++) {
      var after =
          at == 0 ? List.<Dependency>of() : List.of(Dependency.succeeded("job-" + (at - 1)));
      jobs.add(job("job-" + at, "{\"a\":\"" + "中".repeat(parameterBytes / 3) + "\"}", after));
    }
    return jobs;
  }

  @Test
  void theLargestBatchThatIsTakenFitsAndALargerOneIsRefused() {
    var taken = 0;
    for (int count : new int[] {1, 7, 100, 1_000}) {
      for (int bytes : new int[] {10, 400, 700, 1_400, 15_000, 250_000, 300_000}) {
        var spec = spec(jobs(count, bytes));
        var batch = new Batch(ID);
        var parts =
            IntStream.range(0, count).mapToObj(at -> new InputPart(at, "u" + at, List.of(1)));
        var inputs = parts.toList();
        boolean isTaken = SpecSize.fault(spec).isEmpty();
        assertThat(batch.submit(spec, false, inputs, NOON))
            .isInstanceOf(
                isTaken
                    ? io.gristworks.core.batch.Decision.Accepted.class
                    : io.gristworks.core.batch.Decision.Refused.class);
        if (isTaken) {
          taken++;
          fits(new ToCoordinator.Submit(spec, false, inputs));
        }
      }
    }
    assertThat(taken).isBetween(10, 27);
    assertThat(SpecSize.fault(spec(jobs(1, 300_000))))
        .hasValueSatisfying(why -> assertThat(why).isInstanceOf(Refusal.ParametersTooLarge.class));
  }

  @Test
  void theStatusOfAThousandJobsThatFailForFiftyCausesEachFits() {
    var groups = new ArrayList<ErrorGroup>();
    for (int at = 0; at < 50; at++) {
      var text = Text.cut("错误 " + at + " 错".repeat(1_000), 2_000);
      groups.add(new ErrorGroup("kind-" + at, 1L << 40, 7, text, text, NOON, NOON));
    }
    var counters = new TreeMap<String, Long>();
    IntStream.range(0, 200).forEach(at -> counters.put("counter_" + at + "x".repeat(50), 1L << 50));
    var jobs = new ArrayList<JobStatus>();
    for (int at = 0; at < 1_000; at++) {
      var long500 = "因".repeat(160);
      var pause = new Pause(new PauseReason.Asked(long500, long500), NOON);
      var awaited =
          Collections.<Awaited>nCopies(100, new Awaited.Job("x".repeat(64), Condition.SUCCEEDED));
      var detail =
          new JobDetail(
              pause,
              null,
              awaited,
              NOON,
              NOON,
              io.gristworks.core.batch.JobLimits.NONE,
              1 << 30,
              1 << 30,
              new CanaryState.AllSucceeded(1 << 30));
      jobs.add(
          new JobStatus(
              "job-" + at,
              "symbol-scan",
              "default",
              Priority.NORMAL,
              List.of("job-" + (at - 1), "y".repeat(64), "z".repeat(64)),
              Status.RUNNING,
              new JobReason.Paused(pause),
              new Counts(1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30),
              NOON,
              NOON,
              1L << 50,
              1L << 50,
              1.5,
              1.5,
              counters,
              groups,
              detail));
    }
    var status =
        new BatchStatus(
            ID.value(),
            "acme",
            "n",
            new TreeMap<>(),
            Status.RUNNING,
            NOON,
            NOON,
            NOON,
            1L << 50,
            jobs,
            List.of());
    assertThat(CODEC.encode(status).length).isGreaterThan(50 * MessageSize.BYTES_MAX);
    var told = StatusSize.fitting(status);
    fits(new CoordinatorReply.Standing(told, false));
    assertThat(told.jobs()).hasSize(1_000);
    assertThat(told.jobs().getLast().counts()).isEqualTo(jobs.getLast().counts());
    var one =
        new BatchStatus(
            ID.value(),
            "acme",
            "n",
            new TreeMap<>(),
            Status.RUNNING,
            NOON,
            NOON,
            NOON,
            1,
            jobs.subList(0, 1),
            List.of());
    assertThat(StatusSize.fitting(one).jobs().getFirst().errors()).isEqualTo(groups);
  }

  /** Ten million tasks of which five in a hundred have failed, in 4,001 and more segments. */
  private static Batch large() {
    var batch = new Batch(ID);
    int tasks = 10_000_000;
    var sizes = Collections.nCopies(10_000, 1_000);
    batch.apply(
        new BatchEvent.BatchSubmitted(
            spec(List.of(job("load", "{}", List.of()))),
            false,
            List.of(new InputPart(0, "upload-1", sizes)),
            NOON));
    var failed = new RoaringBitmap();
    var succeeded = new RoaringBitmap();
    for (int task = 0; task < tasks; task++) {
      (((task * 2_654_435_761L) >>> 7) % 20 == 0 ? failed : succeeded).add(task);
    }
    for (int at = 0; at < 9_001; at++) {
      batch.apply(
          new BatchEvent.OutcomesAccepted(
              List.of(
                  new BatchEvent.JobOutcomes(
                      0,
                      new SegmentRef(new UUID(-7, -at), 9_000_000, 9_999_999, 1_000),
                      NOON,
                      at == 0 ? TaskSet.copyOf(succeeded) : TaskSet.empty(),
                      at == 0 ? TaskSet.copyOf(failed) : TaskSet.empty(),
                      List.of(),
                      new TreeMap<>(),
                      List.of(),
                      1_000,
                      1_000,
                      List.of())),
              NOON));
    }
    return batch;
  }

  @Test
  void thePagesOfALargeJobFitAndTogetherAreAll() {
    var batch = large();
    var job = batch.jobs().getFirst();
    var segments = new ArrayList<SegmentRef>();
    var failed = TaskSet.empty();
    var succeeded = TaskSet.empty();
    int pages = 0;
    for (int from = 0; from >= 0; pages++) {
      var question = new CoordinatorCommand.ReadSegments("load", from, NOBODY.unsafeUpcast());
      var reply = (SegmentPage) BatchQueries.segments(batch, question, 9);
      fits(reply);
      var page = reply.outcomes();
      segments.addAll(page.segments());
      failed = failed.or(page.failed());
      succeeded = succeeded.or(page.succeeded());
      from = page.next();
    }
    assertThat(pages).isEqualTo(10);
    assertThat(segments).isEqualTo(job.segments());
    assertThat(failed.bits()).isEqualTo(job.failed());
    assertThat(succeeded.bits()).isEqualTo(job.succeeded());
    var tasks =
        BatchQueries.tasks(
            batch,
            new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON),
            new CoordinatorCommand.ReadTasks("load", null, 9_000_000, 1, NOBODY.unsafeUpcast()));
    fits(tasks);
  }

  @Test
  void thePagesOfTwentyThousandAppendsFitAndTogetherAreAll() {
    var batch = new Batch(ID);
    batch.apply(
        new BatchEvent.BatchSubmitted(
            spec(List.of(job("load", "{}", List.of()))), true, List.of(), NOON));
    for (int at = 0; at < 20_000; at++) {
      var part = new InputPart(0, "b0123456789abcdefghij-" + at, List.of(1, 1));
      batch.apply(new BatchEvent.TasksAppended(part, new AppendKey("key-" + at, "digest"), NOON));
    }
    var parts = new ArrayList<InputPart>();
    for (int from = 0; from >= 0; ) {
      var question = new CoordinatorCommand.ReadInputs("load", from, NOBODY.unsafeUpcast());
      var page = (InputPage) BatchQueries.inputs(batch, question);
      fits(page);
      parts.addAll(page.parts());
      from = page.next();
    }
    assertThat(parts).isEqualTo(batch.jobs().getFirst().inputs());
  }

  @Test
  void aLeaseHasItsInputsInAsManySegmentsAsFit() {
    var batch = new Batch(ID);
    batch.apply(
        new BatchEvent.BatchSubmitted(
            spec(List.of(job("load", "{}", List.of()))),
            false,
            List.of(new InputPart(0, "upload-1", Collections.nCopies(50_000, 1))),
            NOON));
    var settings =
        new LeaseSettings(
            Duration.ofMillis(50), Duration.ofSeconds(2), 30_000, 32_768, Duration.ofSeconds(10));
    var dispatch = new TaskDispatch(batch, settings, NOON, NOON);
    var lease = dispatch.grant(0, "ana", 1, Integer.MAX_VALUE, NOON).orElseThrow();
    assertThat(lease.tasks()).isEqualTo(TaskSet.range(0, 4_000));
    fits(batch.jobs().getFirst().slicesOf(lease.tasks()));
    assertThat(dispatch.pending(0).getCardinality()).isEqualTo(46_000);
  }
}
