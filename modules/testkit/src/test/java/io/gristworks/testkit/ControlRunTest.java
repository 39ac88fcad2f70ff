package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.Controls;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkState;
import io.gristworks.client.WorkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlRunTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  private static Controls control() {
    return grist.client().control();
  }

  /** The first status of which that is so, as the event stream tells them. */
  private static WorkStatus await(Run run, Predicate<WorkStatus> so) throws Exception {
    var found = new java.util.concurrent.atomic.AtomicReference<WorkStatus>();
    class Found extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }
    try {
      grist
          .client()
          .watch(
              run.id(),
              WatchSettings.within(LONG),
              status -> {
                if (so.test(status)) {
                  found.set(status);
                  throw new Found();
                }
              });
    } catch (Found _) {
      return Objects.requireNonNull(found.get());
    }
    throw new AssertionError("never so; at the end " + run.status().document());
  }

  @Test
  void aPausedJobStandsStillAndGoesOnWhenResumed() throws Exception {
    var begun = new CountDownLatch(20);
    var run =
        SharedNode.play(
            600,
            (number, _) -> {
              begun.countDown();
              Thread.sleep(10);
              return number;
            });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    var paused = control().pause(run.id(), "too hot");
    assertThat(paused.state()).isEqualTo(WorkState.PAUSED);
    assertThat(paused.pausedBy()).contains("admin");
    var still = await(run, status -> status.counts().leased() == 0);
    assertThat(still.counts().completed()).isBetween(20L, 599L);
    var why = control().explain(run.id());
    assertThat(why.reasons().getFirst().kind()).isEqualTo("paused");
    assertThat(why.sentence()).startsWith("it was paused by admin at ").endsWith(": too hot");
    assertThat(control().pause(run.id(), "again").revision()).isEqualTo(still.revision());
    assertThat(run.status().counts()).isEqualTo(still.counts());

    control().resume(run.id());
    run.await(LONG);
    assertThat(run.succeeded()).isEqualTo(600);
    assertThat(control().explain(run.id()).sentence())
        .isEqualTo("it has ended: every task succeeded");
  }

  @Test
  void priorityLimitsAndDeadlineChangeWhileItWaits() throws Exception {
    var start = Instant.now().plus(Duration.ofHours(1));
    var run = SharedNode.play(5, options -> options.withStartAt(start), (number, _) -> number);

    assertThat(control().explain(run.id()).reasons().getFirst().kind()).isEqualTo("start_time");
    assertThat(control().explain(run.id(), "3").sentence()).startsWith("it starts at ");
    var changed = control().setPriority(run.id(), "critical").document();
    assertThat(changed.path("priority").asText()).isEqualTo("critical");
    changed = control().setLimits(run.id(), 3, 0).document();
    assertThat(changed.at("/limits/max_concurrent").asInt()).isEqualTo(3);
    control().setDeadline(run.id(), Instant.now().plusMillis(300));
    run.await(LONG);
    assertThat(run.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(run.status().reason()).isEqualTo("cancelled: deadline");
  }

  @Test
  void aJobBeginsWhenItsTimeHasCome() {
    var start = Instant.now().plusSeconds(1);
    var run = SharedNode.play(5, options -> options.withStartAt(start), (number, _) -> number);

    run.await(LONG);
    assertThat(run.succeeded()).isEqualTo(5);
    assertThat(run.status().startedAt().orElseThrow()).isAfterOrEqualTo(start);
  }

  @Test
  void tooManyFailuresPauseAJobOrCancelIt() throws Exception {
    var paused = failing(options -> options.withMaxFailures(3));
    var status = await(paused, it -> it.state() == WorkState.PAUSED);
    assertThat(status.pausedBy()).contains("failure budget");
    assertThat(status.document().at("/paused/reason").asText()).contains("of which 3 may");
    control().resume(paused.id());
    paused.await(LONG);
    assertThat(paused.failed()).isEqualTo(40);

    var cancelled = failing(options -> options.withStopOnFailure()).await(LONG);
    assertThat(cancelled.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(cancelled.status().reason()).contains("failure budget");
  }

  private static Run failing(UnaryOperator<io.gristworks.client.JobOptions> options) {
    return SharedNode.play(
        40,
        it -> options.apply(it).withRetry(1, Duration.ZERO),
        (number, _) -> {
          Thread.sleep(20);
          throw new IllegalStateException("no " + number);
        });
  }

  @Test
  void deadLettersOfOneCauseAreTriedAgainAndACanaryFirst() throws Exception {
    var mended = new AtomicBoolean();
    var tries = new AtomicInteger();
    var run =
        SharedNode.play(
                30,
                options -> options.withRetry(1, Duration.ZERO),
                (number, _) -> {
                  if (number % 3 == 0 && !mended.get()) {
                    throw new IllegalStateException("cut " + number);
                  }
                  if (number % 3 == 1) {
                    tries.incrementAndGet();
                    throw new IllegalArgumentException("odd");
                  }
                  return number;
                })
            .await(LONG);
    assertThat(run.failed()).isEqualTo(20);
    var letters = control().deadLetters(Optional.of(run.id()), null, null, null).at("/items/0");
    assertThat(letters.path("failed").asInt()).isEqualTo(20);
    var cut =
        run.status().errors().stream()
            .filter(group -> group.kind().equals("IllegalStateException"))
            .findFirst()
            .orElseThrow();
    assertThat(letters.path("groups").findValuesAsText("id")).contains(cut.id());

    mended.set(true);
    control().retryGroup(run.id(), cut.id(), 2);
    var again = new Run(grist.client(), run.id()).await(LONG);
    assertThat(again.succeeded()).isEqualTo(20);
    assertThat(again.failed()).isEqualTo(10);
    assertThat(tries).as("the other cause was left alone").hasValue(10);
    assertThat(again.status().document().path("canary").asText())
        .isEqualTo("all 2 tasks tried first succeeded");
    assertThat(again.task(3).path("attempts")).hasSize(2);
  }

  @Test
  void aGracefulCancellationLetsRunningTasksEnd() throws Exception {
    var begun = new CountDownLatch(SharedNode.WORKERS);
    var interrupted = new AtomicInteger();
    var run =
        SharedNode.play(
            200,
            (number, _) -> {
              begun.countDown();
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
              }
              return number;
            });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    control().cancelGracefully(run.id(), Duration.ofSeconds(20));
    run.await(LONG);
    assertThat(run.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(interrupted).hasValue(0);
    assertThat(run.succeeded()).isBetween((long) SharedNode.WORKERS, 40L);
  }

  @Test
  void aJobRunsOnlyIfAnotherFailedAndElseSaysWhyNot() {
    var scene = SharedNode.SCRIPT.scene((number, _) -> number);
    var run =
        grist
            .submitBatch(
                Map.of(
                    "jobs",
                    List.of(
                        Map.of(
                            "name",
                            "load",
                            "operation",
                            "script",
                            "parameters",
                            scene,
                            "tasks",
                            List.of(1)),
                        Map.of(
                            "name",
                            "mend",
                            "operation",
                            "script",
                            "parameters",
                            scene,
                            "tasks",
                            List.of(1),
                            "after",
                            List.of(Map.of("job", "load", "condition", "failed"))))))
            .await(LONG);
    var mend = run.status().jobs().get(1);
    assertThat(mend.state()).isEqualTo(WorkState.SKIPPED);
    assertThat(mend.document().path("skipped_reason").asText())
        .isEqualTo("runs if job load fails, of which no task did");
  }

  @Test
  void aReportTellsWhatCameOfIt() throws Exception {
    var run = SharedNode.play(50, (number, _) -> number).await(LONG);

    var report = control().report(run.id());
    assertThat(report.at("/attempts/total").asInt()).isEqualTo(50);
    assertThat(report.at("/jobs/0/slowest")).hasSize(10);
    assertThat(control().reportText(run.id())).contains("50: 50 succeeded, 0 failed");
  }
}
