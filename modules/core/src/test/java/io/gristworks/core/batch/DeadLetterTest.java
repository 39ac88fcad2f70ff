package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.BatchStory.tasks;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.failure;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.permanent;
import static io.gristworks.core.batch.Sample.report;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand.RetryFailed;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.SuspectsNamed;
import io.gristworks.core.batch.BatchEvent.TasksQuarantined;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
  private static final BatchSpec SCAN = spec(job("scan", TWICE));

  private final RandomGenerator jitter = RandomGenerator.of("L64X128MixRandom");

  private void tell(Batch batch, TaskSet done, Failure... failures) {
    assertThat(count(batch, done, failures)).isEmpty();
  }

  private Map<Integer, TaskSet> count(Batch batch, TaskSet done, Failure... failures) {
    var reports = new Reports(batch, _ -> NOON, NOON, jitter);
    var refused = reports.count(List.of(report(0, done, 0, failures)));
    reports.event().ifPresent(batch::apply);
    return refused;
  }

  /** Four tasks: 0 done, 1 exhausted, 2 and 3 failed for good, for another cause. */
  private Batch finished() {
    var batch = given(submitted(SCAN, 4)).batch();
    tell(batch, TaskSet.of(0), failure(1, 1), permanent(2), permanent(3));
    tell(batch, TaskSet.empty(), failure(1, 2));
    assertThat(batch.isFinished()).isTrue();
    return batch;
  }

  private static Decision retry(Batch batch, Selection selection, int canary) {
    return batch.decide(new RetryFailed("scan", selection, canary, "ana"), _ -> tasks(), NOON);
  }

  private static void itIsSo(Batch batch, Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    ((Decision.Accepted) decision).events().forEach(batch::apply);
  }

  private static List<BatchEvent> follow(Batch batch) {
    var events = batch.automaticTransitions(_ -> tasks(), NOON);
    events.forEach(batch::apply);
    return events;
  }

  @Test
  void failedTasksAreKnownByCause() {
    var deadLetters = finished().jobs().getFirst().deadLetters();
    var io = deadLetters.errors().get(0);
    var bad = deadLetters.errors().get(1);
    assertThat(io.kind()).isEqualTo("io");
    assertThat(io.count()).as("attempts").isEqualTo(2);
    assertThat(deadLetters.in(io.id())).contains(TaskSet.of(1));
    assertThat(bad.pattern()).isEqualTo("no such symbol: #");
    assertThat(deadLetters.in(bad.id())).contains(TaskSet.of(2, 3));
    assertThat(deadLetters.in("nothing")).isEmpty();
  }

  @Test
  void aRetryReopensTheJobWithFreshAttemptsUnderNewNumbers() {
    var batch = finished();
    itIsSo(batch, retry(batch, new Selection.All(), 0));
    var scan = batch.jobs().getFirst();
    assertThat(batch.isFinished()).isFalse();
    assertThat(scan.finishedAt()).isNull();
    assertThat(scan.status(false, false)).isEqualTo(Status.RUNNING);
    assertThat(scan.failed()).isEqualTo(tasks());
    assertThat(scan.failedAttempts(tasks(1, 2, 3))).isEqualTo(Map.of(1, 2, 2, 1, 3, 1));
    assertThat(count(batch, TaskSet.empty(), failure(1, 2)))
        .as("the report of an older attempt")
        .isEqualTo(Map.of(0, TaskSet.of(1)));
    tell(batch, TaskSet.empty(), failure(1, 3));
    assertThat(scan.dueOf(1)).as("one more, as at first").isNotNull();
    tell(batch, TaskSet.of(2, 3), failure(1, 4));
    assertThat(scan.failed()).isEqualTo(tasks(1));
    assertThat(batch.isFinished()).isTrue();
    itIsSo(batch, retry(batch, new Selection.All(), 0));
    assertThat(scan.failedAttempts(1)).isEqualTo(4);
  }

  @Test
  void oneCauseAloneCanBeRetried() {
    var batch = finished();
    var bad = batch.jobs().getFirst().deadLetters().errors().get(1).id();
    itIsSo(batch, retry(batch, new Selection.OfGroup(bad), 0));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(1));
    assertThat(retry(batch, new Selection.OfGroup(bad), 0)).isEqualTo(new Decision.AlreadyTrue());
    assertThat(retry(batch, new Selection.OfGroup("no"), 0))
        .isEqualTo(new Decision.Refused(new Refusal.UnknownGroup("no")));
  }

  @Test
  void tasksThatHaveNotFailedAreNotRetried() {
    var batch = finished();
    assertThat(retry(batch, new Selection.These(TaskSet.of(0, 2)), 0))
        .isEqualTo(
            Decision.Accepted.of(
                new CoordinatorAwoke(1, NOON), // it had ended
                new FailedRetried(0, TaskSet.of(2), TaskSet.empty(), "ana", NOON)));
  }

  @Test
  void theOthersFollowACanaryThatSucceeds() {
    var batch = finished();
    itIsSo(batch, retry(batch, new Selection.All(), 1));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(2, 3));
    assertThat(follow(batch)).isEmpty();
    assertThat(retry(batch, new Selection.All(), 0))
        .isEqualTo(new Decision.Refused(new Refusal.CanaryUnderWay("scan")));
    tell(batch, TaskSet.of(1));
    assertThat(batch.isFinished()).as("the others follow").isFalse();
    assertThat(follow(batch))
        .containsExactly(
            new CanaryEnded(0, TaskSet.of(2, 3), new CanaryState.AllSucceeded(1), NOON));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks());
    tell(batch, TaskSet.of(2, 3));
    assertThat(batch.isFinished()).isTrue();
  }

  @Test
  void whatFollowsACanaryDoesNotCountAgainstTheFailureBudget() {
    var budget = FailureBudget.tasks(2, FailureBudget.Then.CANCEL);
    var scan = spec(job("scan", TWICE).with(JobOptions.USUAL.with(budget)));
    var batch = given(submitted(scan, 6)).batch();
    tell(batch, TaskSet.empty(), permanent(0), permanent(1));
    itIsSo(batch, retry(batch, new Selection.All(), 1));
    tell(batch, TaskSet.of(0), permanent(2), permanent(3));

    assertThat(follow(batch)).hasOnlyElementsOfType(CanaryEnded.class);
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(2, 3));
    assertThat(follow(batch)).isEmpty();
  }

  @Test
  void theOthersStayFailedBehindACanaryThatFails() {
    var batch = finished();
    itIsSo(batch, retry(batch, new Selection.All(), 1));
    tell(batch, TaskSet.empty(), new Failure(1, 3, "io", "still broken", true));
    assertThat(follow(batch))
        .containsExactly(new CanaryEnded(0, TaskSet.empty(), new CanaryState.TaskFailed(1), NOON));
    assertThat(batch.isFinished()).isTrue();
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(1, 2, 3));
    assertThat(batch.jobs().getFirst().deadLetters().canaryResult())
        .isEqualTo(new CanaryState.TaskFailed(1));
  }

  @Test
  void aCancelledJobCanHaveItsFailuresRetried() {
    var batch = given(submitted(SCAN, 3)).batch();
    tell(batch, TaskSet.empty(), permanent(0));
    itIsSo(batch, batch.cancel(null, "enough", _ -> tasks(), NOON));
    assertThat(batch.isFinished()).isTrue();
    itIsSo(batch, retry(batch, new Selection.All(), 0));
    assertThat(batch.isRunnable(0)).isTrue();
    tell(batch, TaskSet.of(0));
    assertThat(batch.jobs().getFirst().status(false, false)).isEqualTo(Status.CANCELLED);
    assertThat(batch.jobs().getFirst().endReason()).isEqualTo(new CancelReason.Asked("enough"));
  }

  private static Decision die(Batch batch, String node, Integer... running) {
    var bits = new org.roaringbitmap.RoaringBitmap();
    List.of(running).forEach(bits::add);
    return batch.blame(0, TaskSet.owning(bits), TaskSet.owning(bits), node, "killed", NOON);
  }

  @Test
  void aBatchThatHadEndedAndGoesOnNumbersItsLeasesAnew() {
    var batch = given(submitted(SCAN, 1)).batch();
    itIsSo(batch, batch.cancel(null, "enough", _ -> tasks(), NOON));
    assertThat(retry(batch, new Selection.All(), 0)).isEqualTo(new Decision.AlreadyTrue());

    var failed = given(submitted(SCAN, 1)).batch();
    itIsSo(failed, failed.blame(0, TaskSet.of(0), TaskSet.of(0), "n1", "killed", NOON));
    itIsSo(failed, failed.blame(0, TaskSet.of(0), TaskSet.of(0), "n2", "killed", NOON));
    itIsSo(failed, failed.blame(0, TaskSet.of(0), TaskSet.of(0), "n3", "killed", NOON));
    assertThat(failed.isFinished()).isTrue();
    long before = failed.incarnation();
    itIsSo(failed, retry(failed, new Selection.All(), 0));
    assertThat(failed.incarnation()).isEqualTo(before + 1);
  }

  @Test
  void aSuspectIsNotChargedWithDeathsInWhichItDidNotRunAlone() {
    var batch = given(submitted(SCAN, 4)).batch();
    itIsSo(batch, die(batch, "n1", 1, 2));
    for (var node : List.of("n2", "n3", "n4")) {
      assertThat(batch.blame(0, TaskSet.of(1, 2), TaskSet.of(), node, "killed", NOON))
          .isEqualTo(new Decision.AlreadyTrue());
    }
    itIsSo(batch, batch.blame(0, TaskSet.of(1, 2), TaskSet.of(1), "n5", "killed", NOON));
    itIsSo(batch, batch.blame(0, TaskSet.of(1, 2), TaskSet.of(1), "n6", "killed", NOON));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(1));
  }

  @Test
  void aTaskThatTakesDownItsNodesIsASuspectAndThenQuarantined() {
    var batch = given(submitted(SCAN, 4)).batch();
    assertThat(die(batch, "n1", 1, 2))
        .isEqualTo(
            Decision.Accepted.of(new SuspectsNamed(0, TaskSet.of(1, 2), "n1", "killed", NOON)));
    itIsSo(batch, die(batch, "n1", 1, 2));
    assertThat(die(batch, "n1", 1, 2)).as("told twice").isEqualTo(new Decision.AlreadyTrue());
    assertThat(batch.jobs().get(0).suspects().contains(1)).isTrue();
    assertThat(batch.jobs().get(0).suspects().contains(3)).isFalse();
    tell(batch, TaskSet.of(2));
    assertThat(batch.jobs().get(0).suspects().contains(2)).as("cleared").isFalse();
    itIsSo(batch, die(batch, "n2", 1));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks());
    assertThat(die(batch, "n3", 1))
        .isEqualTo(
            Decision.Accepted.of(
                new SuspectsNamed(0, TaskSet.of(1), "n3", "killed", NOON),
                new TasksQuarantined(0, TaskSet.of(1), NOON)));
    itIsSo(batch, die(batch, "n3", 1));
    var scan = batch.jobs().getFirst();
    assertThat(scan.failed()).isEqualTo(tasks(1));
    assertThat(scan.failedAttempts(1)).as("its deaths are one attempt").isEqualTo(1);
    assertThat(scan.suspects().tasks()).isEqualTo(tasks());
    assertThat(scan.deadLetters().in(ErrorGroup.POISON)).contains(TaskSet.of(1));
    assertThat(scan.suspects().of(1)).isNotNull();
    assertThat(scan.suspects().quarantined().iterator().next().evidence())
        .contains("took down 3 nodes")
        .contains("n3");
  }

  @Test
  void poisonThatIsRetriedRunsAlone() {
    var batch = given(submitted(SCAN, 1)).batch();
    for (var node : List.of("n1", "n2", "n3")) {
      itIsSo(batch, die(batch, node, 0));
    }
    assertThat(batch.isFinished()).isTrue();
    itIsSo(batch, retry(batch, new Selection.OfGroup(ErrorGroup.POISON), 0));
    assertThat(batch.jobs().get(0).suspects().contains(0)).isTrue();
    assertThat(batch.jobs().getFirst().suspects().quarantined()).isEmpty();
    itIsSo(batch, die(batch, "n4", 0));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks());
    itIsSo(batch, die(batch, "n5", 0));
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks(0));
  }

  @Test
  void aRetryWithinTheFailureBudgetArmsItAgain() {
    var none =
        spec(
            job("scan", TWICE)
                .with(JobOptions.USUAL.with(FailureBudget.tasks(0, FailureBudget.Then.PAUSE))));
    var batch = given(submitted(none, 3)).batch();
    tell(batch, TaskSet.empty(), permanent(0));
    assertThat(follow(batch)).hasSize(2);
    itIsSo(batch, retry(batch, new Selection.All(), 0));
    assertThat(follow(batch)).isEmpty();
    tell(batch, TaskSet.empty(), new Failure(0, 2, "io", "again", true));
    assertThat(follow(batch)).as("fires again, paused as it is").hasSize(1);
  }

  @Test
  void tenMillionDeadLettersCostMegabytes() {
    int all = 10_000_000;
    var batch =
        given(submitted(spec(job("scan", new RetryPolicy(1, Duration.ZERO, Duration.ZERO))), all))
            .batch();
    for (int first = 0; first < all; first += 1_000_000) {
      batch.apply(
          new BatchEvent.OutcomesAccepted(
              List.of(
                  new BatchEvent.JobOutcomes(
                      0,
                      Sample.segment(1_000_000),
                      NOON,
                      TaskSet.empty(),
                      TaskSet.range(first, first + 1_000_000),
                      List.of(),
                      new java.util.TreeMap<>(),
                      List.of(new ErrorGroup("io", 1_000_000, first, "down", "", NOON, NOON)),
                      1_000_000,
                      1,
                      List.of(
                          new BatchEvent.GivenUp("io", TaskSet.range(first, first + 1_000_000))))),
              NOON));
    }
    itIsSo(batch, retry(batch, new Selection.All(), 1_000));
    assertThat(batch.jobs().getFirst().failedAttempts(999)).isEqualTo(1);
    batch.apply(succeeded(0, 1_000));
    assertThat(follow(batch)).hasSize(1);
    assertThat(batch.jobs().getFirst().failed()).isEqualTo(tasks());
    var course = java.util.Objects.requireNonNull(batch.snapshot().jobs().getFirst().course());
    var bytes = course.attemptsTakenUp().stream().mapToInt(it -> it.tasks().toBytes().length).sum();
    assertThat(bytes).isLessThan(3_000_000);
  }
}
