package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.failure;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.permanent;
import static io.gristworks.core.batch.Sample.report;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final RetryPolicy TWICE =
      new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(10));
  private static final BatchSpec SCAN = spec(job("scan", TWICE), job("sum", TWICE));

  private final RandomGenerator jitter = RandomGenerator.of("L64X128MixRandom");

  @Test
  void reportsThatComeTogetherBecomeOneEvent() {
    var batch = given(submitted(SCAN, 10, 10)).batch();
    var reports = gathering(batch);
    assertThat(reports.count(List.of(report(0, TaskSet.range(0, 4), 2)))).isEmpty();
    assertThat(reports.count(List.of(report(0, TaskSet.of(9), 1), report(1, TaskSet.of(3), 5))))
        .isEmpty();
    batch.apply(reports.event().orElseThrow());
    assertThat(batch.jobs().getFirst().succeeded()).isEqualTo(BatchStory.tasks(0, 1, 2, 3, 9));
    assertThat(batch.jobs().getFirst().counters()).isEqualTo(Map.of("matches", 3L));
    assertThat(batch.jobs().getFirst().attempts()).isEqualTo(5);
    assertThat(batch.jobs().getFirst().busyMicros()).isEqualTo(5_000);
    assertThat(batch.jobs().get(1).counters()).isEqualTo(Map.of("matches", 5L));
  }

  @Test
  void nothingCountedIsNoEvent() {
    assertThat(gathering(given(submitted(SCAN, 10, 10)).batch()).event()).isEmpty();
  }

  @Test
  void aReportWithATaskThatWasCountedIsRefusedWhole() {
    var batch = given(submitted(SCAN, 10, 10), succeeded(0, 3), failed(0, 5)).batch();
    var reports = gathering(batch);
    assertThat(
            reports.count(
                List.of(report(0, TaskSet.range(2, 6), 7), report(1, TaskSet.range(0, 10), 7))))
        .isEqualTo(Map.of(0, TaskSet.of(2, 5)));
    assertThat(reports.event()).isEmpty();
  }

  @Test
  void aCancelledTaskIsNotToldOfAnyMore() {
    var batch = given(submitted(SCAN, 3, 3), cancelRequested("x", 0), cancelled(0, 0, 1)).batch();
    assertThat(gathering(batch).count(List.of(report(0, TaskSet.of(1, 2), 0))))
        .isEqualTo(Map.of(0, TaskSet.of(1)));
  }

  @Test
  void twoReportsOfOneGatheringDoNotCountATaskTwice() {
    var batch = given(submitted(SCAN, 10, 10)).batch();
    var reports = gathering(batch);
    assertThat(reports.count(List.of(report(0, TaskSet.range(0, 4), 1)))).isEmpty();
    assertThat(reports.count(List.of(report(0, TaskSet.range(3, 6), 1, failure(7, 1)))))
        .isEqualTo(Map.of(0, TaskSet.of(3)));
    assertThat(reports.count(List.of(report(0, TaskSet.range(4, 6), 1, failure(3, 1)))))
        .isEqualTo(Map.of(0, TaskSet.of(3)));
    assertThat(reports.count(List.of(report(0, TaskSet.range(4, 6), 1, failure(7, 1))))).isEmpty();
    batch.apply(reports.event().orElseThrow());
    assertThat(batch.jobs().getFirst().outcomes()).isEqualTo(6);
    assertThat(batch.jobs().getFirst().counters()).isEqualTo(Map.of("matches", 2L));
  }

  @Test
  void aReportThatContradictsItselfIsRefusedWhole() {
    var batch = given(submitted(SCAN, 10, 10)).batch();
    var reports = gathering(batch);
    assertThat(reports.count(List.of(report(0, TaskSet.of(1, 2), 0, failure(2, 1)))))
        .isEqualTo(Map.of(0, TaskSet.of(2)));
    assertThat(reports.count(List.of(report(0, TaskSet.of(1), 0, failure(3, 1), failure(3, 2)))))
        .isEqualTo(Map.of(0, TaskSet.of(3)));
    assertThat(
            reports.count(List.of(report(0, TaskSet.of(1, 4), 0), report(0, TaskSet.of(4, 5), 0))))
        .isEqualTo(Map.of(0, TaskSet.of(4)));
    assertThat(reports.event()).isEmpty();
  }

  @Test
  void aFailureIsFollowedByARetryWithinItsWait() {
    var accepted = accepted(report(0, TaskSet.empty(), 0, failure(4, 1)));
    assertThat(accepted.failed().isEmpty()).isTrue();
    assertThat(accepted.retries()).hasSize(1);
    var retry = accepted.retries().getFirst();
    assertThat(retry.tasks()).isEqualTo(TaskSet.of(4));
    assertThat(retry.failedAttempts()).isEqualTo(1);
    assertThat(retry.due()).isBetween(NOON.plusSeconds(5), NOON.plusSeconds(10));
  }

  @Test
  void theLastAttemptAndAPermanentFailureAreGivenUp() {
    var accepted = accepted(report(0, TaskSet.empty(), 0, failure(4, 2), permanent(6)));
    assertThat(accepted.failed()).isEqualTo(TaskSet.of(4, 6));
    assertThat(accepted.retries()).isEmpty();
    assertThat(accepted.attempts()).isEqualTo(2);
  }

  @Test
  void errorsAreGroupedByKindWithTheirFirstSample() {
    var accepted =
        accepted(report(0, TaskSet.of(0), 0, failure(4, 1), permanent(6), failure(5, 1)));
    assertThat(accepted.errors())
        .containsExactly(
            new ErrorGroup("io", 2, 4, "broken pipe at 4", "broken pipe at #", NOON, NOON),
            new ErrorGroup(
                "bad_input", 1, 6, "no such symbol: 6", "no such symbol: #", NOON, NOON));
  }

  @Test
  void anAttemptThatWasCountedIsNotCountedAgain() {
    var batch = given(submitted(SCAN, 10, 10), failedOnce(0, 4, NOON)).batch();
    assertThat(gathering(batch).count(List.of(report(0, TaskSet.empty(), 0, failure(4, 1)))))
        .isEqualTo(Map.of(0, TaskSet.of(4)));
    assertThat(gathering(batch).count(List.of(report(0, TaskSet.empty(), 0, failure(4, 2)))))
        .isEmpty();
  }

  @Test
  void aLateSuccessEndsATaskThatWaitsForItsRetry() {
    var batch = given(submitted(SCAN, 10, 10), failedOnce(0, 4, NOON.plusSeconds(9))).batch();
    var reports = gathering(batch);
    assertThat(reports.count(List.of(report(0, TaskSet.of(4), 1)))).isEmpty();
    batch.apply(reports.event().orElseThrow());
    assertThat(batch.jobs().getFirst().retries()).isEmpty();
    assertThat(batch.jobs().getFirst().succeeded().contains(4)).isTrue();
  }

  private BatchEvent.JobOutcomes accepted(Reports.JobReport report) {
    var reports = gathering(given(submitted(SCAN, 10, 10)).batch());
    assertThat(reports.count(List.of(report))).isEmpty();
    return ((OutcomesAccepted) reports.event().orElseThrow()).outcomes().getFirst();
  }

  private Reports gathering(Batch batch) {
    return new Reports(batch, _ -> NOON, NOON, jitter);
  }
}
