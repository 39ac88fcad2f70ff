package io.gristworks.core.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BulkOperationTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(5);
  private static final BulkRequest PAUSE =
      wish(BulkAction.PAUSE, new BatchCommand.Pause(null, "ana", "hot"), BulkFilter.all("acme"));

  private final SplittableRandom random = new SplittableRandom(7);

  private static BulkRequest wish(BulkAction action, BatchCommand command, BulkFilter filter) {
    return new BulkRequest(action, List.of(command), filter, "hot");
  }

  private BulkOperation accepted() {
    return BulkOperation.accepted(BulkId.fresh(random), "acme", "ana", PAUSE, NOON, 4);
  }

  private BatchId batch() {
    return BatchId.fresh(random);
  }

  private BulkPage page(boolean last, BatchId... matched) {
    var end = matched.length == 0 ? null : new BulkPosition(NOON, matched[matched.length - 1]);
    return BulkPage.of(List.of(matched), end, last);
  }

  private static BulkFilter named(List<Status> statuses, List<BatchId> batches) {
    return new BulkFilter("acme", statuses, null, null, null, null, null, batches);
  }

  @Test
  void pagesAddUpUntilTheLastOneEndsIt() {
    var first = batch();
    var second = batch();
    var running =
        accepted()
            .after(
                page(false, first, second),
                List.of(new BulkAnswer.Changed(), new BulkAnswer.Already()),
                NOON,
                LATER);

    assertThat(running.progress().state()).isEqualTo(BulkState.RUNNING);
    assertThat(running.progress().at()).isEqualTo(new BulkPosition(NOON, second));
    assertThat(running.progress().startedAt()).isEqualTo(LATER);

    var third = batch();
    var refusal = BulkTarget.of(third).refused(new Refusal.AlreadyEnded(null));
    var done = running.after(page(true, third), List.of(refusal), NOON, LATER.plusSeconds(1));

    assertThat(done.progress())
        .isEqualTo(
            new BulkProgress(
                BulkState.DONE,
                new BulkPosition(NOON, third),
                1,
                1,
                1,
                List.of(refusal),
                LATER,
                LATER.plusSeconds(1),
                2));
    assertThat(done.progress().done()).isEqualTo(3);
  }

  @Test
  void anEmptyPageKeepsThePlace() {
    var one = batch();
    var running = accepted().after(page(false, one), List.of(new BulkAnswer.Changed()), NOON, NOON);

    var done = running.after(page(true), List.of(), NOON, LATER);

    assertThat(done.progress().at()).isEqualTo(new BulkPosition(NOON, one));
    assertThat(done.progress().state()).isEqualTo(BulkState.DONE);
  }

  @Test
  void itDoesNotEndBeforeAllRowsMustHaveCome() {
    var operation = accepted();
    var soon = NOON.plusMillis(300);
    var horizon = operation.horizon(soon);

    assertThat(horizon).isEqualTo(NOON.minusMillis(700));
    assertThat(operation.after(page(true), List.of(), horizon, soon).progress().state())
        .isEqualTo(BulkState.RUNNING);
    assertThat(operation.horizon(NOON.plusSeconds(1))).isEqualTo(NOON);
    assertThat(operation.horizon(NOON.plus(Duration.ofDays(1)))).isEqualTo(NOON);
  }

  @Test
  void onlyTheFirstRefusalsAreToldOneByOne() {
    int many = BulkProgress.SAMPLES_MOST + 5;
    var batches = Stream.generate(this::batch).limit(many).toArray(BatchId[]::new);
    var answers = Stream.of(batches).<BulkAnswer>map(it -> BulkTarget.of(it).silent()).toList();

    var done = accepted().after(page(true, batches), answers, NOON, LATER).progress();

    assertThat(done.refused()).isEqualTo(many);
    assertThat(done.samples())
        .hasSize(BulkProgress.SAMPLES_MOST)
        .first()
        .isEqualTo(answers.getFirst());
  }

  @Test
  void whatWasStoppedStaysStopped() {
    var running = accepted().after(page(false), List.of(), NOON, NOON);
    var stopped = running.cancelled(LATER).orElseThrow();

    assertThat(stopped.progress().state()).isEqualTo(BulkState.CANCELLED);
    assertThat(stopped.progress().finishedAt()).isEqualTo(LATER);
    assertThat(stopped.cancelled(LATER)).isEmpty();
    assertThatThrownBy(() -> stopped.after(page(true), List.of(), NOON, LATER))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyMatchedBatchMustHaveAnswered() {
    assertThatThrownBy(() -> accepted().after(page(true, batch()), List.of(), NOON, LATER))
        .hasMessageContaining("0 answers of 1 asked");
  }

  @Test
  void endedBatchesAreLeftOutUnlessTheyAreNamed() {
    assertThat(PAUSE.statuses())
        .containsExactly(Status.CREATED, Status.QUEUED, Status.RUNNING, Status.PAUSED);
    var pause = PAUSE.commands().getFirst();
    assertThat(wish(BulkAction.PAUSE, pause, named(List.of(Status.FAILED), List.of())).statuses())
        .containsExactly(Status.FAILED);
    assertThat(wish(BulkAction.PAUSE, pause, named(List.of(), List.of(batch()))).statuses())
        .containsExactly(Status.values());
  }

  @Test
  void aRetryIsForBatchesWithFailedTasks() {
    var retry = new BatchCommand.RetryFailed(null, new BatchCommand.Selection.All(), 0, "ana");

    var all = wish(BulkAction.RETRY, retry, BulkFilter.all("acme"));

    assertThat(all.statuses()).containsExactly(Status.values());
    assertThat(all.onlyWithFailed()).isTrue();
    assertThat(wish(BulkAction.RETRY, retry, named(List.of(Status.FAILED), List.of())))
        .matches(it -> !it.onlyWithFailed());
    assertThat(PAUSE.onlyWithFailed()).isFalse();
  }

  @Test
  void singleJobsAreToldInTheWordsForBatches() {
    var one = batch();
    var commands =
        List.<BatchCommand>of(
            new BatchCommand.Pause(null, "ana", "hot"),
            new BatchCommand.Resume(null, "ana"),
            new BatchCommand.Cancel(null, "old", Duration.ofSeconds(1)),
            new BatchCommand.SetPriority(null, Priority.LOW, "ana"),
            new BatchCommand.SetLimits(null, new JobLimits(1, 0), "ana"),
            new BatchCommand.SetDeadline(null, NOON, "ana"),
            new BatchCommand.RetryFailed(null, new BatchCommand.Selection.All(), 3, "ana"));
    var wish = new BulkRequest(BulkAction.CHANGE, commands, BulkFilter.all("acme"), "");

    assertThat(wish.commands(BulkTarget.of(one))).isEqualTo(commands);
    assertThat(wish.commands(new BulkTarget(one, "scan")))
        .containsExactly(
            new BatchCommand.Pause("scan", "ana", "hot"),
            new BatchCommand.Resume("scan", "ana"),
            new BatchCommand.Cancel("scan", "old", Duration.ofSeconds(1)),
            new BatchCommand.SetPriority("scan", Priority.LOW, "ana"),
            new BatchCommand.SetLimits("scan", new JobLimits(1, 0), "ana"),
            new BatchCommand.SetDeadline("scan", NOON, "ana"),
            new BatchCommand.RetryFailed("scan", new BatchCommand.Selection.All(), 3, "ana"));
  }

  @Test
  void endedJobsAreLeftOutAsBatchesAre() {
    var jobs = new JobFilter(List.of(), "scan", null, null);
    var paused = new JobFilter(List.of(Status.PAUSED), null, null, null);
    var pause = PAUSE.commands().getFirst();
    var filter = BulkFilter.all("acme").with(jobs);

    assertThat(wish(BulkAction.PAUSE, pause, filter).statuses(jobs))
        .containsExactly(Status.CREATED, Status.QUEUED, Status.RUNNING, Status.PAUSED);
    assertThat(wish(BulkAction.PAUSE, pause, filter).statuses(paused))
        .containsExactly(Status.PAUSED);
    assertThat(wish(BulkAction.RETRY, pause, filter)).matches(it -> it.onlyWithFailed(jobs));
    assertThat(wish(BulkAction.RETRY, pause, filter)).matches(it -> !it.onlyWithFailed(paused));
    var ofOne = named(List.of(), List.of(batch())).with(jobs);
    assertThat(wish(BulkAction.PAUSE, pause, ofOne).statuses(jobs))
        .containsExactly(Status.values());
  }

  @Test
  void aKeyIsAlwaysTheSameOperationAndNeverABatch() {
    assertThat(BulkId.of("acme", "k")).isEqualTo(BulkId.of("acme", "k"));
    assertThat(BulkId.of("acme", "k")).isNotEqualTo(BulkId.of("other", "k"));
    assertThat(BatchId.isWellFormed(BulkId.of("acme", "k").value())).isFalse();
    assertThatThrownBy(() -> new BulkId("b123")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameFilterIsEqualHoweverItWasSaid() {
    var statuses = List.of(Status.PAUSED, Status.RUNNING, Status.PAUSED);
    assertThat(named(statuses, List.of()))
        .isEqualTo(named(List.of(Status.RUNNING, Status.PAUSED), Collections.emptyList()));
  }
}
