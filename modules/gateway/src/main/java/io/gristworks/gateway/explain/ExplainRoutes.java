package io.gristworks.gateway.explain;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.TaskPage;
import io.gristworks.engine.protocol.CoordinatorReply.TaskStanding;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.results.TaskNames;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Handles the requests that ask why. Safe for many threads. */
public final class ExplainRoutes {
  private static final int RETRIES_LOOKED_AT = 1_000;

  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;

  /** Asks through {@code ports}. */
  public ExplainRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
  }

  /** {@code GET /batches/{id}/explain}. */
  public CompletionStage<HttpResponse> batch(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var batch = Replies.await(lookup.batch(caller, id));
          var around = around(null);
          var jobs =
              batch.jobs().stream()
                  .filter(job -> !job.status().isFinal())
                  .map(job -> view(batch, job, around))
                  .toList();
          var eta = EtaRange.of(batch, around.queues(), around.now()).orElse(null);
          return Replies.json(
              200,
              ExplanationView.of(
                  batch.id(),
                  null,
                  batch.status(),
                  Explainer.batch(batch),
                  batch.status().isFinal() ? null : eta,
                  jobs));
        });
  }

  /** {@code GET /jobs/{id}/explain}. */
  public CompletionStage<HttpResponse> job(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var place = Replies.await(lookup.job(caller, id));
          return Replies.json(200, view(place.batch(), place.job(), around(nextRetry(place))));
        });
  }

  private static ExplanationView view(BatchStatus batch, JobStatus job, Surroundings around) {
    var eta = EtaRange.of(batch, job, around.queues(), around.now()).orElse(null);
    return ExplanationView.of(
        batch.id() + "." + job.name(),
        job.name(),
        job.status(),
        Explainer.job(batch, job, around),
        job.status().isFinal() ? null : eta,
        null);
  }

  /**
   * {@code GET /jobs/{id}/tasks/{task}/explain}.
   *
   * @param task an index, or else a custom id
   */
  public CompletionStage<HttpResponse> task(HttpRequest request, String id, String task) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var place = Replies.await(lookup.job(caller, id));
          var standing = find(place, id, task);
          var why = Explainer.task(place.batch(), place.job(), facts(standing), around(null));
          var state = standing.state().name().toLowerCase(Locale.ROOT);
          return Replies.json(
              200, ExplanationView.ofTask(id, place.job().name(), standing.task(), state, why));
        });
  }

  private static TaskFacts facts(TaskStanding task) {
    return new TaskFacts(
        task.task(),
        TaskFacts.Place.valueOf(task.state().name()),
        task.failedAttempts(),
        task.due(),
        task.node(),
        task.suspicion());
  }

  private TaskStanding find(BatchLookup.FoundJob place, String id, String task) {
    long total = place.job().counts().total();
    int index = task.matches("[0-9]{1,9}") ? Integer.parseInt(task) : -1;
    if (index < 0 || index >= total) {
      index =
          total == 0 ? -1 : new TaskNames(ports, place.batchId(), place.job().name()).find(task);
    }
    if (index < 0) {
      throw new ProblemFound(
          Problem.notFound("job " + id + " has no task with index or custom_id " + task));
    }
    return tasks(place.batchId(), place.job().name(), null, index, 1).tasks().getFirst();
  }

  private @Nullable Instant nextRetry(BatchLookup.FoundJob place) {
    return place.job().counts().waitingRetry() == 0
        ? null
        : tasks(place.batchId(), place.job().name(), TaskState.WAITING_RETRY, 0, RETRIES_LOOKED_AT)
            .tasks()
            .stream()
            .flatMap(task -> Stream.ofNullable(task.due()))
            .min(Instant::compareTo)
            .orElse(null);
  }

  private TaskPage tasks(
      BatchId batch, String job, @Nullable TaskState state, int from, int limit) {
    return switch (Replies.await(ports.cluster().tasks(batch, job, state, from, limit))) {
      case TaskPage page -> page;
      case CoordinatorReply.Refused(var why) -> throw new ProblemFound(Problem.of(why));
    };
  }

  private Surroundings around(@Nullable Instant nextRetry) {
    var queues = ports.cluster().queues();
    var nodes = ports.cluster().workers();
    return new Surroundings(
        Objects.requireNonNull(Replies.await(queues)),
        Objects.requireNonNull(Replies.await(nodes)),
        nextRetry,
        ports.clock().instant());
  }
}
