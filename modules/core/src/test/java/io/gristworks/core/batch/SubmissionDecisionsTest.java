package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.ID;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.key;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.part;
import static io.gristworks.core.batch.Sample.sealed;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.task.InputPart;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubmissionDecisionsTest {
  private static final BatchSpec SCAN = spec(job("scan"));
  private static final BatchSpec TWO = spec(job("load"), job("scan", "load"));

  @Test
  void aBatchBeginsWithItsTasks() {
    var inputs = List.of(part(0, 1_000, 500));
    given()
        .when(batch -> batch.submit(SCAN, false, inputs, NOON))
        .thenAccepted(new BatchSubmitted(SCAN, false, inputs, NOON));
  }

  @Test
  void theSameSubmissionAgainChangesNothing() {
    given(submitted(SCAN, 3))
        .when(batch -> batch.submit(SCAN, false, List.of(part(0, 3)), NOON))
        .thenAlreadyTrue();
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    var other = new BatchSpec("mill", "story", new TreeMap<>(), SCAN.jobs(), "another digest");
    given(submitted(SCAN, 3))
        .when(batch -> batch.submit(other, false, List.of(part(0, 3)), NOON))
        .thenRefused(new Refusal.KeyUsedOtherwise(ID.value()));
  }

  @Test
  void aSubmissionIsRememberedAfterTheBatchHasFinished() {
    given(submitted(SCAN, 3), succeeded(0, 3))
        .when(batch -> batch.submit(SCAN, false, List.of(part(0, 3)), NOON))
        .thenAlreadyTrue();
  }

  @Test
  void aJobWithoutTasksIsRefusedByItsName() {
    given()
        .when(batch -> batch.submit(TWO, false, List.of(part(0, 3)), NOON))
        .thenRefused(new Refusal.NoTasks("scan"));
  }

  @Test
  void aCircleOfJobsIsRefusedAndSpelledOut() {
    var circle = spec(job("load", "scan"), job("scan", "load"));
    given()
        .when(batch -> batch.submit(circle, false, List.of(part(0, 1), part(1, 1)), NOON))
        .thenRefused(new Refusal.Cycle(List.of("load", "scan", "load")));
  }

  @Test
  void aDependencyOnAJobThatIsNotThereIsRefused() {
    given()
        .when(batch -> batch.submit(spec(job("a", "ghost")), false, List.of(part(0, 1)), NOON))
        .thenRefused(new Refusal.UnknownJob("ghost"));
  }

  @Test
  void tenMillionTasksAreTakenAndOneMoreIsNot() {
    given()
        .when(batch -> batch.submit(SCAN, false, List.of(part(0, 10_000_000)), NOON))
        .thenItIsSo();
    given()
        .when(batch -> batch.submit(SCAN, false, List.of(part(0, 10_000_000, 1)), NOON))
        .thenRefused(new Refusal.TooManyTasks("scan", 10_000_001, 10_000_000));
  }

  @Test
  void aCountThatOverflowsIsTooManyAndNotFewerThanNone() {
    int half = Integer.MAX_VALUE;
    given()
        .when(batch -> batch.submit(SCAN, false, List.of(part(0, half, half)), NOON))
        .thenRefused(new Refusal.TooManyTasks("scan", 2L * half, 10_000_000));
  }

  @Test
  void aThousandJobsAreTakenAndOneMoreIsNotHoweverItComes() {
    var jobs = IntStream.range(0, 1_001).mapToObj(at -> job("j" + at)).toArray(JobSpec[]::new);
    var many = new Refusal.TooManyJobs(ID.value(), 1_000);
    given().when(batch -> batch.submit(spec(jobs), true, List.of(), NOON)).thenRefused(many);
    var most = opened(spec(Arrays.copyOf(jobs, 1_000)));
    given(most).when(batch -> add(batch, jobs[1_000])).thenRefused(many);
    given(most).when(batch -> add(batch, jobs[7])).thenAlreadyTrue();
    given(opened(spec(Arrays.copyOf(jobs, 999))))
        .when(batch -> add(batch, jobs[999]))
        .thenAccepted(new BatchEvent.JobAdded(jobs[999], NOON));
  }

  private static Decision add(Batch batch, JobSpec job) {
    return batch.decide(new BatchCommand.AddJob(job), _ -> BatchStory.tasks(), NOON);
  }

  @Test
  void anAppendAddsTasksUnderTheJobsOwnPlace() {
    given(opened(TWO))
        .when(batch -> batch.append("scan", part(0, 7), key("k1"), NOON))
        .thenAccepted(
            new BatchEvent.TasksAppended(
                new InputPart(1, "upload-0", List.of(7)), key("k1"), NOON));
  }

  @Test
  void anAppendUnderAKeyUsedBeforeChangesNothing() {
    var story = given(opened(TWO), appended(0, 7, "k1"));
    story.when(batch -> batch.append("load", part(0, 7), key("k1"), NOON)).thenAlreadyTrue();
    assertThat(story.batch().jobs().getFirst().tasks()).isEqualTo(7);
  }

  @Test
  void aKeyHoldsForItsJobAlone() {
    given(opened(TWO), appended(0, 7, "k1"))
        .when(batch -> batch.append("scan", part(1, 7), key("k1"), NOON))
        .thenAccepted(
            new BatchEvent.TasksAppended(
                new InputPart(1, "upload-1", List.of(7)), key("k1"), NOON));
  }

  @Test
  void otherTasksUnderAKeyUsedBeforeAreRefusedAlsoAfterTheSealing() {
    var other = new AppendKey("k1", "another digest");
    var open = given(opened(SCAN), appended(0, 7, "k1"));
    open.when(batch -> batch.append("scan", part(0, 8), other, NOON))
        .thenRefused(new Refusal.AppendKeyUsedOtherwise("scan", "k1"));
    given(opened(SCAN), appended(0, 7, "k1"), sealed())
        .when(batch -> batch.append("scan", part(0, 8), other, NOON))
        .thenRefused(new Refusal.AppendKeyUsedOtherwise("scan", "k1"));
  }

  @Test
  void aSnapshotKeepsTheKeysAndWhatCameUnderThem() {
    var before = given(opened(TWO), appended(0, 7, "k1"), appended(1, 7, "k1")).batch();
    var after = new Batch(ID, before.snapshot());
    assertThat(after.append("scan", part(0, 7), key("k1"), NOON))
        .isEqualTo(new Decision.AlreadyTrue());
    assertThat(after.append("scan", part(0, 7), new AppendKey("k1", "another digest"), NOON))
        .isEqualTo(new Decision.Refused(new Refusal.AppendKeyUsedOtherwise("scan", "k1")));
  }

  @Test
  void anAppendWithoutAKeyIsKnownByItsUpload() {
    given(opened(SCAN), appended(0, 7, "k1"))
        .when(batch -> batch.append("scan", part(0, 7), null, NOON))
        .thenAlreadyTrue();
    var other = new InputPart(0, "another-upload", List.of(7));
    given(opened(SCAN), appended(0, 7, "k1"))
        .when(batch -> batch.append("scan", other, null, NOON))
        .thenAccepted(new BatchEvent.TasksAppended(other, null, NOON));
  }

  @Test
  void aBatchRemembersSoManyKeysAndNoMore() {
    var batch = new Batch(ID);
    batch.apply(opened(TWO));
    for (int at = 0; at < AppendKey.MOST; at++) {
      batch.apply(appended(at % 2, 1, "k" + at));
    }
    assertThat(batch.append("load", part(0, 1), key("k0"), NOON))
        .isEqualTo(new Decision.AlreadyTrue());
    assertThat(batch.append("load", part(0, 1), key("one more"), NOON))
        .isEqualTo(new Decision.Refused(new Refusal.TooManyAppendKeys(ID.value(), AppendKey.MOST)));
  }

  @Test
  void aRepeatedAppendIsStillAnsweredAfterTheSealing() {
    given(opened(SCAN), appended(0, 7, "k1"), sealed())
        .when(batch -> batch.append("scan", part(0, 7), key("k1"), NOON))
        .thenAlreadyTrue();
  }

  @Test
  void aNewAppendToASealedBatchIsRefused() {
    given(opened(SCAN), appended(0, 7, "k1"), sealed())
        .when(batch -> batch.append("scan", part(0, 7), key("k2"), NOON))
        .thenRefused(new Refusal.AlreadySealed(ID.value()));
  }

  @Test
  void anAppendToNothingOrToNoSuchJobIsRefused() {
    given()
        .when(batch -> batch.append("scan", part(0, 7), key("k1"), NOON))
        .thenRefused(new Refusal.UnknownBatch(ID.value()));
    given(opened(SCAN))
        .when(batch -> batch.append("ghost", part(0, 7), key("k1"), NOON))
        .thenRefused(new Refusal.UnknownJob("ghost"));
  }

  @Test
  void anAppendBeyondTheLimitIsRefused() {
    given(opened(SCAN), appended(0, 9_999_999, "k1"))
        .when(batch -> batch.append("scan", part(0, 2), key("k2"), NOON))
        .thenRefused(new Refusal.TooManyTasks("scan", 10_000_001, 10_000_000));
  }

  @Test
  void aSealChecksTheCountsItIsGiven() {
    var story = given(opened(SCAN), appended(0, 7, "k1"), appended(0, 5, "k2"));
    story
        .when(batch -> batch.seal(counts("scan", 11), NOON))
        .thenRefused(new Refusal.CountMismatch("scan", 11, 12));
    story
        .when(batch -> batch.seal(counts("ghost", 12), NOON))
        .thenRefused(new Refusal.UnknownJob("ghost"));
    story.when(batch -> batch.seal(counts("scan", 12), NOON)).thenAccepted(sealed());
  }

  @Test
  void aBatchRunsOnlyOnceItIsSealed() {
    var story = given(opened(SCAN), appended(0, 7, "k1"));
    assertThat(story.batch().isRunnable(0)).isFalse();
    var sealed = story.when(batch -> batch.seal(new TreeMap<>(), NOON)).thenItIsSo();
    assertThat(sealed.isRunnable(0)).isTrue();
  }

  @Test
  void aSealAgainChangesNothingAndASealOfNothingIsRefused() {
    given(opened(SCAN), appended(0, 7, "k1"), sealed())
        .when(batch -> batch.seal(counts("scan", 7), NOON))
        .thenAlreadyTrue();
    given()
        .when(batch -> batch.seal(new TreeMap<>(), NOON))
        .thenRefused(new Refusal.UnknownBatch(ID.value()));
  }

  @Test
  void aSealWithAnEmptyJobIsRefused() {
    given(opened(TWO), appended(0, 7, "k1"))
        .when(batch -> batch.seal(new TreeMap<>(), NOON))
        .thenRefused(new Refusal.NoTasks("scan"));
  }

  @Test
  void anEmptyJobThatWasCancelledDoesNotHoldUpTheSealing() {
    var batch =
        given(opened(TWO), appended(0, 7, "k1"), cancelRequested("not needed", 1))
            .when(it -> it.seal(new TreeMap<>(), NOON))
            .thenItIsSo();
    assertThat(batch.jobs().get(1).status(batch.isOpen(), false)).isEqualTo(Status.CANCELLED);
    assertThat(batch.isRunnable(0)).isTrue();
    assertThat(batch.isFinished()).isFalse();
  }

  @Test
  void everyCoordinatorCountsOneMoreUntilTheBatchHasFinished() {
    given(submitted(SCAN, 3), awoke(4)).when(batch -> batch.awake(NOON)).thenAccepted(awoke(5));
    given(submitted(SCAN, 3), succeeded(0, 3)).when(batch -> batch.awake(NOON)).thenAlreadyTrue();
    given().when(batch -> batch.awake(NOON)).thenAlreadyTrue();
  }

  private static SortedMap<String, Long> counts(String job, long tasks) {
    return new TreeMap<>(Map.of(job, tasks));
  }
}
