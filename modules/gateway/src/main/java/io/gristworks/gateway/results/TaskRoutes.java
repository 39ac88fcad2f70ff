package io.gristworks.gateway.results;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.TaskPage;
import io.gristworks.engine.protocol.CoordinatorReply.TaskStanding;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Handles the requests that ask for single tasks. Safe for many threads. */
public final class TaskRoutes {
  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;

  /** Reads through {@code ports}. */
  public TaskRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
  }

  /** Of a task that has ended nobody remembers the failed attempts but its stored outcomes. */
  private record Item(
      int index,
      String state,
      @Nullable Integer failedAttempts,
      @Nullable Instant due,
      @Nullable String node,
      @Nullable String suspicion) {
    static Item of(TaskStanding task) {
      var failed = hasEnded(task) ? null : (Integer) task.failedAttempts();
      return new Item(
          task.task(), lower(task.state()), failed, task.due(), task.node(), task.suspicion());
    }

    private static boolean hasEnded(TaskStanding task) {
      return switch (task.state()) {
        case SUCCEEDED, FAILED, CANCELLED -> true;
        case PENDING, LEASED, WAITING_RETRY -> false;
      };
    }
  }

  private record Items(List<Item> items, @Nullable Integer next) {}

  private record Failure(String kind, String message, @Nullable String detail, boolean permanent) {}

  private record Attempt(
      int attempt,
      String outcome,
      @JsonRawValue @Nullable String result,
      @Nullable Failure error,
      double durationMs,
      String node) {}

  private record Detail(
      int index,
      @Nullable String customId,
      String state,
      @JsonRawValue String input,
      int failedAttempts,
      @Nullable Instant due,
      @Nullable String node,
      @Nullable String suspicion,
      List<TaskAtWork> running,
      List<Attempt> attempts) {}

  private record AtWork(List<TaskAtWork> items) {}

  /** {@code GET /jobs/{id}/tasks}. */
  public CompletionStage<HttpResponse> list(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var query = Queries.of(request);
          var state = Queries.constant(query, "status", TaskState.class);
          int from = Queries.integer(query, "from", 0, Integer.MAX_VALUE, 0);
          int limit = Queries.integer(query, "limit", 1, 1000, 100);
          var place = Replies.await(lookup.job(caller, id));
          var page = ask(place.batchId(), place.job().name(), state, from, limit);
          return Replies.json(
              200,
              new Items(
                  page.tasks().stream().map(Item::of).toList(),
                  page.next() < 0 ? null : page.next()));
        });
  }

  private TaskPage ask(BatchId batch, String job, @Nullable TaskState state, int from, int limit) {
    return switch (Replies.await(ports.cluster().tasks(batch, job, state, from, limit))) {
      case TaskPage page -> page;
      case CoordinatorReply.Refused(var refusal) -> throw new ProblemFound(Problem.of(refusal));
    };
  }

  /**
   * {@code GET /jobs/{id}/tasks/{task}}.
   *
   * @param task an index, or else a custom id
   */
  public CompletionStage<HttpResponse> one(HttpRequest request, String id, String task) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var place = Replies.await(lookup.job(caller, id));
          var name = place.job().name();
          long total = place.job().counts().total();
          if (total == 0) {
            throw unknown(id, task);
          }
          int index = index(task) < total ? index(task) : 0;
          var page = ask(place.batchId(), name, null, index, 1);
          var inputs =
              new Inputs(ports.store(), Inputs.parts(ports.cluster(), place.batchId(), name));
          if (index(task) >= total) {
            int found = inputs.find(task);
            if (found < 0) {
              throw unknown(id, task);
            }
            page = ask(place.batchId(), name, null, found, 1);
          }
          var running = running(place, page.tasks().getFirst());
          return Replies.json(200, detail(place.batchId(), page, inputs, running));
        });
  }

  private static ProblemFound unknown(String job, String task) {
    return new ProblemFound(
        Problem.notFound("job " + job + " has no task with index or custom_id " + task));
  }

  /** The index that {@code task} is; the highest there can be, which no task has, if it is none. */
  private static int index(String task) {
    return task.matches("[0-9]{1,9}") ? Integer.parseInt(task) : Integer.MAX_VALUE;
  }

  /** Only of a task that a node holds its nodes are asked. */
  private List<TaskAtWork> running(BatchLookup.FoundJob place, TaskStanding task) {
    return task.state() == TaskState.LEASED
        ? Replies.await(
                ports.cluster().running(place.batchId(), place.job().name(), task.task(), 1))
            .stream()
            .filter(each -> each.task() == task.task())
            .toList()
        : List.of();
  }

  /** {@code GET /jobs/{id}/running}: what runs now, and how far it says to be. */
  public CompletionStage<HttpResponse> running(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var query = Queries.of(request);
          int from = Queries.integer(query, "from", 0, Integer.MAX_VALUE, 0);
          int limit = Queries.integer(query, "limit", 1, Cluster.RUNNING_MAX, 100);
          var place = Replies.await(lookup.job(caller, id));
          return Replies.json(
              200,
              new AtWork(
                  Replies.await(
                      ports.cluster().running(place.batchId(), place.job().name(), from, limit))));
        });
  }

  private Detail detail(BatchId batch, TaskPage page, Inputs inputs, List<TaskAtWork> running) {
    var standing = page.tasks().getFirst();
    int task = standing.task();
    var attempts = attempts(batch, page, task);
    int failed = (int) attempts.stream().filter(attempt -> attempt.error() != null).count();
    return new Detail(
        task,
        inputs.customId(task),
        lower(standing.state()),
        new String(inputs.input(task), StandardCharsets.UTF_8),
        Math.max(failed, standing.failedAttempts()),
        standing.due(),
        standing.node(),
        standing.suspicion(),
        running,
        attempts);
  }

  private List<Attempt> attempts(BatchId batch, TaskPage page, int task) {
    var attempts = new ArrayList<Attempt>();
    var blocks = new OutcomeBlocks(ports.store(), batch);
    for (var ref : page.segments()) {
      if (ref.mayHold(task)) {
        var block = blocks.read(ref);
        for (int at = block.firstAtOrAfter(task);
            at < block.entries() && block.task(at) == task;
            at++) {
          attempts.add(attempt(new OutcomeWindows.Found(block, at)));
        }
      }
    }
    attempts.sort(Comparator.comparingInt(Attempt::attempt));
    return attempts;
  }

  private static Attempt attempt(OutcomeWindows.Found found) {
    var outcome = found.block().outcome(found.place());
    var result = outcome.result();
    var error = outcome.error();
    return new Attempt(
        outcome.attempt(),
        lower(outcome.kind()),
        result == null ? null : new String(result, StandardCharsets.UTF_8),
        error == null
            ? null
            : new Failure(error.kind(), error.message(), error.detail(), error.permanent()),
        outcome.micros() / 1000.0,
        outcome.node());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
