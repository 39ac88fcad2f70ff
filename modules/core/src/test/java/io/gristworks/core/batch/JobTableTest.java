package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.failure;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.permanent;
import static io.gristworks.core.batch.Sample.report;
import static io.gristworks.core.batch.Sample.skipped;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.ControlEvent.BudgetExhausted;
import io.gristworks.core.batch.ControlEvent.JobsPaused;
import io.gristworks.core.batch.ControlEvent.StartTimeCame;
import io.gristworks.core.batch.FailureBudget.Then;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.TaskSet;
import io.gristworks.testing.AnswerTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Every state of one job of several meets every control and all that moves it. */
class JobTableTest {
  private static final int LOAD = 0;
  private static final int SCAN = 1;
  private static final Instant START = NOON.plus(Duration.ofHours(1));
  private static final Instant DEADLINE = NOON.plus(Duration.ofHours(3));
  private static final JobSpec SCAN_JOB =
      job("scan", new RetryPolicy(2, Duration.ZERO, Duration.ZERO), "load")
          .with(
              JobOptions.USUAL
                  .with(new JobTimes(START, DEADLINE, null))
                  .with(FailureBudget.tasks(2, Then.PAUSE)));
  private static final BatchSpec SPEC = spec(job("load"), SCAN_JOB, job("other"));
  private static final BatchEvent COME = submitted(SPEC, 1, 5, 1);
  private static final BatchEvent LOADED = succeeded(LOAD, 1);
  private static final BatchEvent STARTED = new StartTimeCame(List.of(SCAN), START);
  private static final BatchEvent PAUSED =
      new JobsPaused(List.of(SCAN), new PauseReason.Asked("ana", ""), NOON);

  /** The batch, and which tasks of the job are with a node. */
  private record Scene(Batch batch, RoaringBitmap held) {
    Status status() {
      return batch.jobs().get(SCAN).status(batch.isOpen(), !held.isEmpty());
    }
  }

  private static AnswerTable<Scene> table() {
    var table =
        new AnswerTable<Scene>(
            JobTableTest.class,
            "job-command-table.md",
            "What a job within a batch answers, state by state",
            """
            The job *scan* has five tasks, two attempts for each, a failure
            budget of two, a start time and a deadline. It needs *load* to succeed; beside it goes \
            on *other*, so that its batch
            does not end with it. Where it runs, tasks 2 and 3 are with a node. In a cell stand \
            the events that are written and how the
            job stands then, *so already* where nothing is written, or the *refusal*.
            """);
    states().forEach(table::state);
    wishes().forEach((name, wish) -> table.wish(name, scene -> wished(scene, wish)));
    news().forEach(table::wish);
    return table;
  }

  private static Scene scene(int[] held, BatchEvent... past) {
    return new Scene(given(past).batch(), RoaringBitmap.bitmapOf(held));
  }

  private static int[] held(int... tasks) {
    return tasks;
  }

  private static Map<String, Supplier<Scene>> states() {
    var done = succeeded(SCAN, 1);
    var lost = failed(SCAN, 1);
    var states = new LinkedHashMap<String, Supplier<Scene>>();
    states.put("created", () -> scene(held(), opened(SPEC), appended(SCAN, 5, "key")));
    states.put("queued, waits for load", () -> scene(held(), COME, STARTED));
    states.put("queued, waits for its time", () -> scene(held(), COME, LOADED));
    states.put("queued", () -> scene(held(), COME, LOADED, STARTED));
    states.put("running", () -> scene(held(2, 3), COME, LOADED, STARTED, done, lost));
    states.put(
        "running, task 2 waits for its retry",
        () -> scene(held(3), COME, LOADED, STARTED, done, failedOnce(SCAN, 2, NOON)));
    states.put("paused before it began", () -> scene(held(), COME, PAUSED));
    states.put("paused", () -> scene(held(2, 3), COME, LOADED, STARTED, done, lost, PAUSED));
    states.put(
        "paused, its budget is spent",
        () ->
            scene(
                held(),
                COME,
                LOADED,
                STARTED,
                failed(SCAN, 0, 1, 3),
                new BudgetExhausted(SCAN, 3, 2, NOON),
                PAUSED));
    states.put(
        "running, a canary under way",
        () ->
            scene(
                held(0),
                COME,
                LOADED,
                STARTED,
                failed(SCAN, 0, 1, 2, 3, 4),
                new FailedRetried(SCAN, TaskSet.of(0), TaskSet.of(1, 2, 3, 4), "ana", NOON)));
    states.putAll(endings(done, lost));
    return states;
  }

  private static Map<String, Supplier<Scene>> endings(BatchEvent done, BatchEvent lost) {
    var grace =
        new CancelRequested(List.of(SCAN), new CancelReason.Asked("x"), NOON, NOON.plusSeconds(30));
    var states = new LinkedHashMap<String, Supplier<Scene>>();
    states.put(
        "ending with grace",
        () -> scene(held(2, 3), COME, LOADED, STARTED, done, lost, grace, cancelled(SCAN, 4)));
    states.put(
        "ending now",
        () ->
            scene(
                held(2, 3),
                COME,
                LOADED,
                STARTED,
                done,
                lost,
                cancelRequested("x", SCAN),
                cancelled(SCAN, 4)));
    states.put("completed", () -> scene(held(), COME, LOADED, STARTED, succeeded(SCAN, 5)));
    states.put(
        "completed, one failed",
        () -> scene(held(), COME, LOADED, STARTED, succeeded(SCAN, 4), failed(SCAN, 4)));
    states.put("failed", () -> scene(held(), COME, LOADED, STARTED, failed(SCAN, 0, 1, 2, 3, 4)));
    states.put(
        "cancelled",
        () ->
            scene(
                held(),
                COME,
                LOADED,
                STARTED,
                done,
                lost,
                cancelRequested("x", SCAN),
                cancelled(SCAN, 2, 3, 4)));
    states.put(
        "cancelled before it began",
        () -> scene(held(), COME, cancelRequested("x", SCAN), cancelled(SCAN, 0, 1, 2, 3, 4)));
    states.put(
        "skipped",
        () ->
            scene(
                held(),
                COME,
                failed(LOAD, 0),
                skipped(SCAN, new SkipReason.JobNotSucceeded("load", 1)),
                cancelled(SCAN, 0, 1, 2, 3, 4)));
    return states;
  }

  private static Map<String, BatchCommand> wishes() {
    var wishes = new LinkedHashMap<String, BatchCommand>();
    wishes.put("pause", new BatchCommand.Pause("scan", "ben", ""));
    wishes.put("resume", new BatchCommand.Resume("scan", "ben"));
    wishes.put("cancel with grace", new BatchCommand.Cancel("scan", "y", Duration.ofSeconds(60)));
    wishes.put("cancel now", new BatchCommand.Cancel("scan", "y", null));
    wishes.put("set priority", new BatchCommand.SetPriority("scan", Priority.LOW, "ben"));
    wishes.put("set limits", new BatchCommand.SetLimits("scan", new JobLimits(1, 0), "ben"));
    wishes.put("set deadline", new BatchCommand.SetDeadline("scan", NOON.plusSeconds(9), "ben"));
    wishes.put("retry failed", retry(new Selection.All(), 0));
    wishes.put("retry failed, one first", retry(new Selection.All(), 1));
    wishes.put("retry task 1", retry(new Selection.These(TaskSet.of(1)), 0));
    wishes.put("retry unknown group", retry(new Selection.OfGroup("no"), 0));
    wishes.put("pause a job that is not there", new BatchCommand.Pause("scam", "ben", ""));
    return wishes;
  }

  private static BatchCommand retry(Selection selection, int canary) {
    return new BatchCommand.RetryFailed("scan", selection, canary, "ben");
  }

  private static Map<String, Function<Scene, String>> news() {
    var news = new LinkedHashMap<String, Function<Scene, String>>();
    news.put("load succeeds", scene -> ofLoad(scene, LOADED));
    news.put("load fails", scene -> ofLoad(scene, failed(LOAD, 0)));
    news.put("load is cancelled", scene -> ofLoad(scene, cancelled(LOAD, 0)));
    news.put("its start time comes", scene -> after(scene, List.of(), START));
    news.put("its deadline comes", scene -> after(scene, List.of(), DEADLINE));
    news.put("a minute passes", scene -> after(scene, List.of(), NOON.plusSeconds(60)));
    news.put("tasks 2 and 3 succeed", scene -> reported(scene, report(SCAN, TaskSet.of(2, 3), 0)));
    news.put(
        "task 2 fails for the moment",
        scene -> reported(scene, report(SCAN, TaskSet.empty(), 0, failure(2, 1))));
    news.put(
        "tasks 2 and 3 fail for good",
        scene -> reported(scene, report(SCAN, TaskSet.empty(), 0, permanent(2), permanent(3))));
    news.put("the node with its tasks dies", JobTableTest::blamed);
    news.put("nodes have let go of it", scene -> after(released(scene), List.of(), NOON));
    return news;
  }

  private static Scene released(Scene scene) {
    return new Scene(scene.batch, new RoaringBitmap());
  }

  private static String wished(Scene scene, BatchCommand wish) {
    return said(scene, scene.batch.decide(wish, _ -> scene.held, NOON));
  }

  private static String said(Scene scene, Decision decision) {
    return switch (decision) {
      case Decision.Accepted(var events) -> after(scene, events, NOON);
      case Decision.AlreadyTrue _ -> "so already";
      case Decision.Refused(var why) -> "*" + why.getClass().getSimpleName() + "*";
    };
  }

  private static String ofLoad(Scene scene, BatchEvent how) {
    return scene.batch.jobs().getFirst().outcomes() > 0 || scene.batch.isOpen()
        ? "cannot come"
        : after(scene, List.of(how), NOON);
  }

  private static String reported(Scene scene, JobReport report) {
    var reports = new Reports(scene.batch, _ -> NOON, NOON, new SplittableRandom(1));
    if (!reports.count(List.of(report)).isEmpty()) {
      return "known, refused whole";
    }
    scene.held.andNot(report.succeeded().bits());
    report.failures().forEach(failure -> scene.held.remove(failure.task()));
    return after(scene, reports.event().stream().toList(), NOON);
  }

  private static String blamed(Scene scene) {
    var held = TaskSet.copyOf(scene.held);
    var decision = scene.batch.blame(SCAN, held, TaskSet.empty(), "node-1", "killed", NOON);
    return held.isEmpty() ? "holds none of it" : said(released(scene), decision);
  }

  /** These events and what follows from them, and how the job stands then. */
  private static String after(Scene scene, List<BatchEvent> events, Instant now) {
    var all = new ArrayList<BatchEvent>();
    for (var more = events; more != null; more = next(scene, more, now)) {
      all.addAll(more);
    }
    var told = all.stream().map(it -> it.getClass().getSimpleName());
    return (all.isEmpty() ? "nothing" : told.collect(Collectors.joining(", ")))
        + " → "
        + scene.status().name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable List<BatchEvent> next(
      Scene scene, List<BatchEvent> events, Instant now) {
    events.forEach(scene.batch::apply);
    var more = scene.batch.automaticTransitions(_ -> scene.held, now);
    return more.isEmpty() ? null : more;
  }

  @Test
  void everyStateAnswersEveryControl() {
    table().isAsWritten();
  }

  @Test
  void everyStatusIsMet() {
    assertThat(states().values().stream().map(fresh -> fresh.get().status()))
        .contains(Status.values());
  }

  @Test
  void whatWasGrantedIsSoTheNextTime() {
    states()
        .forEach(
            (state, fresh) ->
                wishes()
                    .forEach(
                        (name, wish) -> {
                          var scene = fresh.get();
                          if (wished(scene, wish).contains("→")) {
                            assertThat(wished(scene, wish))
                                .as("%s once more, where %s", name, state)
                                .isIn("so already", "*AlreadyEnded*", "*CanaryUnderWay*");
                          }
                        }));
  }

  @Test
  void theOtherJobsAreLeftAlone() {
    for (var wish : wishes().values()) {
      for (var fresh : states().values()) {
        var scene = fresh.get();
        var before = scene.batch.snapshot().jobs().get(2);
        wished(scene, wish);
        assertThat(scene.batch.snapshot().jobs().get(2)).as("%s", wish).isEqualTo(before);
      }
    }
  }
}
