package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.key;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.part;
import static io.gristworks.core.batch.Sample.sealed;
import static io.gristworks.core.batch.Sample.skipped;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.task.TaskSet;
import io.gristworks.testing.AnswerTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state of a batch with one job meets every command; see {@link AnswerTable}. */
class StateCommandTableTest {
  private static final JobSpec SCAN = job("scan", new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
  private static final JobSpec COPY =
      job("copy").with(JobOptions.USUAL.with(TaskSource.streamed("scan")));
  private static final BatchSpec ONE =
      new BatchSpec(
          "mill",
          "table",
          new TreeMap<>(),
          List.of(SCAN),
          "digest",
          List.of(new BatchDependency("b-other", Condition.COMPLETED)));
  private static final BatchSpec FED =
      new BatchSpec("mill", "table", new TreeMap<>(), List.of(SCAN, COPY), "another digest");
  private static final BatchEvent OTHER_ENDED =
      new ControlEvent.AwaitedBatchEnded(new AwaitedEnd("b-other", Status.COMPLETED, 0), NOON);
  private static final BatchEvent LOST =
      new ControlEvent.AwaitedBatchEnded(new AwaitedEnd("b-other", Status.CANCELLED, 0), NOON);

  /** The states, each by what had happened. */
  private static Map<String, BatchEvent[]> states() {
    var three = submitted(ONE, 3);
    var states = new LinkedHashMap<String, BatchEvent[]>();
    states.put("not submitted", past());
    states.put("created", past(opened(ONE), appended(0, 3, "key")));
    states.put("queued, waits for a batch", past(three));
    states.put("queued", past(opened(ONE), appended(0, 3, "key"), sealed(), OTHER_ENDED));
    states.put("running", past(three, OTHER_ENDED, succeeded(0, 1), failed(0, 1)));
    states.put(
        "paused",
        past(
            three,
            OTHER_ENDED,
            failed(0, 1),
            new ControlEvent.JobsPaused(List.of(0), new PauseReason.Asked("ana", ""), NOON)));
    states.put(
        "running, a canary under way",
        past(
            three,
            OTHER_ENDED,
            failed(0, 0, 1, 2),
            new BatchEvent.FailedRetried(0, TaskSet.of(0), TaskSet.of(1, 2), "ana", NOON)));
    states.put(
        "ending with grace",
        past(
            three,
            OTHER_ENDED,
            failed(0, 1),
            new CancelRequested(
                List.of(0), new CancelReason.Asked("x"), NOON, NOON.plusSeconds(30)),
            cancelled(0, 0)));
    states.put(
        "ending now",
        past(three, OTHER_ENDED, failed(0, 1), cancelRequested("x", 0), cancelled(0, 0)));
    states.put("completed", past(three, OTHER_ENDED, succeeded(0, 3)));
    states.put("completed, one failed", past(three, OTHER_ENDED, succeeded(0, 2), failed(0, 2)));
    states.put("failed", past(three, OTHER_ENDED, failed(0, 0, 1, 2)));
    states.put(
        "cancelled",
        past(three, OTHER_ENDED, failed(0, 1), cancelRequested("x", 0), cancelled(0, 0, 2)));
    states.put(
        "skipped",
        past(three, LOST, skipped(0, new SkipReason.SourceSkipped("x")), cancelled(0, 0, 1, 2)));
    return states;
  }

  private static BatchEvent[] past(BatchEvent... events) {
    return events;
  }

  /** The commands; tasks 2 is with a node wherever it has no outcome. */
  private static Map<String, Function<Batch, String>> commands() {
    var commands = new LinkedHashMap<String, Function<Batch, String>>();
    commands.put("submit the same", it -> say(it.submit(ONE, false, List.of(part(0, 3)), NOON)));
    commands.put("submit another", it -> say(it.submit(FED, false, List.of(part(0, 3)), NOON)));
    commands.put("append", it -> say(it.append("scan", part(0, 2), key("new key"), NOON)));
    commands.put("append again", it -> say(it.append("scan", part(0, 3), key("key"), NOON)));
    commands.put(
        "append other tasks again",
        it -> say(it.append("scan", part(0, 4), new AppendKey("key", "other"), NOON)));
    commands.put("add a job", it -> say(it, new BatchCommand.AddJob(job("sum", "scan"))));
    commands.put("seal", it -> say(it.seal(new TreeMap<>(), NOON)));
    commands.put("pause", it -> say(it, new BatchCommand.Pause("scan", "ben", "")));
    commands.put("resume", it -> say(it, new BatchCommand.Resume("scan", "ben")));
    commands.put(
        "cancel with grace",
        it -> say(it, new BatchCommand.Cancel(null, "y", Duration.ofSeconds(60))));
    commands.put("cancel now", it -> say(it, new BatchCommand.Cancel(null, "y", null)));
    commands.put(
        "set priority", it -> say(it, new BatchCommand.SetPriority(null, Priority.LOW, "ben")));
    commands.put(
        "set limits", it -> say(it, new BatchCommand.SetLimits(null, new JobLimits(1, 0), "ben")));
    commands.put(
        "set deadline",
        it -> say(it, new BatchCommand.SetDeadline(null, NOON.plusSeconds(9), "ben")));
    commands.put(
        "retry failed",
        it -> say(it, new BatchCommand.RetryFailed("scan", new Selection.All(), 0, "ben")));
    commands.put(
        "retry unknown group",
        it -> say(it, new BatchCommand.RetryFailed("scan", new Selection.OfGroup("no"), 0, "ben")));
    commands.put(
        "a node died",
        it -> say(it.blame(0, TaskSet.of(2), TaskSet.of(), "node-1", "killed", NOON)));
    commands.put(
        "the other batch ended",
        it -> say(it.awaitedEnded(new AwaitedEnd("b-other", Status.FAILED, 3), NOON)));
    commands.put("a coordinator wakes", it -> say(it.awake(NOON)));
    commands.put("a report of task 2", StateCommandTableTest::report);
    commands.put("nobody asks", StateCommandTableTest::nobody);
    return commands;
  }

  private static String say(Batch batch, BatchCommand command) {
    return say(batch.decide(command, _ -> BatchStory.tasks(2), NOON));
  }

  private static String say(Decision decision) {
    return switch (decision) {
      case Decision.Accepted(var events) -> events(events);
      case Decision.AlreadyTrue _ -> "so already";
      case Decision.Refused(var why) -> "*" + why.getClass().getSimpleName() + "*";
    };
  }

  private static String events(List<BatchEvent> events) {
    return events.isEmpty()
        ? "nothing"
        : events.stream()
            .map(it -> it.getClass().getSimpleName())
            .collect(Collectors.joining(", "));
  }

  /** Whoever asks again what follows is told the same: nothing has happened by that. */
  private static String nobody(Batch batch) {
    var events = batch.automaticTransitions(_ -> BatchStory.tasks(2), NOON);
    assertThat(batch.automaticTransitions(_ -> BatchStory.tasks(2), NOON)).isEqualTo(events);
    return events(events);
  }

  private static String report(Batch batch) {
    if (batch.jobs().isEmpty()) {
      return "cannot come";
    }
    var reports = new Reports(batch, _ -> NOON, NOON, new SplittableRandom(1));
    var refused = reports.count(List.of(Sample.report(0, TaskSet.of(2), 1)));
    return refused.isEmpty() ? "OutcomesAccepted" : "known, refused whole";
  }

  @Test
  void everyStateAnswersEveryCommand() {
    table().isAsWritten();
  }

  private static AnswerTable<Batch> table() {
    var table =
        new AnswerTable<Batch>(
            StateCommandTableTest.class,
            "state-command-table.md",
            "What a batch answers, state by state",
            """
            A batch of one job, *scan*, with three tasks; task 2 is with a node
            wherever it has no outcome. In a cell stand the events that are written, \
            *so already* where nothing is, or the *refusal*.
            """);
    states().forEach((name, past) -> table.state(name, () -> given(past).batch()));
    commands().forEach(table::wish);
    return table;
  }

  @Test
  void everyStatusAndEveryCommandIsMet() {
    var met =
        states().values().stream()
            .map(past -> given(past).batch())
            .filter(Batch::exists)
            .map(batch -> batch.jobs().getFirst().status(batch.isOpen(), false))
            .collect(Collectors.toSet());
    assertThat(met).containsExactlyInAnyOrder(Status.values());
    assertThat(Stream.of(BatchCommand.class.getPermittedSubclasses()).filter(Class::isRecord))
        .as("commands in the table")
        .hasSize(8);
  }

  @Test
  void whatWasGrantedIsSoTheNextTime() {
    var wishes =
        List.<BatchCommand>of(
            new BatchCommand.Pause(null, "ben", ""),
            new BatchCommand.Resume(null, "ben"),
            new BatchCommand.SetPriority(null, Priority.LOW, "ben"),
            new BatchCommand.SetLimits(null, new JobLimits(1, 0), "ben"),
            new BatchCommand.SetDeadline(null, NOON.plusSeconds(9), "ben"),
            new BatchCommand.AddJob(job("sum", "scan")),
            new BatchCommand.RetryFailed(null, new Selection.All(), 0, "ben"),
            new BatchCommand.Cancel(null, "y", Duration.ofSeconds(60)),
            new BatchCommand.Cancel(null, "y", null));
    for (var past : states().values()) {
      for (var wish : wishes) {
        var batch = given(past).batch();
        if (batch.decide(wish, _ -> BatchStory.tasks(2), NOON)
            instanceof Decision.Accepted(var events)) {
          events.forEach(batch::apply);
          assertThat(say(batch, wish))
              .as("%s after %s", wish, List.of(past))
              .isEqualTo("so already");
        }
      }
    }
  }
}
