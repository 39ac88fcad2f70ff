package io.gristworks.gateway.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Handles the requests that are answered from memory. Blocks no thread; safe for many. */
public final class StatusRoutes {
  private final Ports ports;
  private final BatchLookup lookup;

  /** Asks through {@code ports}. */
  public StatusRoutes(Ports ports) {
    this.ports = ports;
    this.lookup = new BatchLookup(ports.cluster());
  }

  private record Queues(List<QueueStatus> queues, int desiredWorkers) {}

  private record Workers(List<JsonNode> workers) {}

  private record Operations(List<OperationView> operations) {}

  private record OperationView(
      String name,
      String description,
      String inputsField,
      String execution,
      long timeoutMs,
      int batchSize) {}

  /** {@code GET /jobs/{id}}. */
  public CompletionStage<HttpResponse> job(HttpRequest request, String id) {
    return lookup
        .job(Caller.of(request), id)
        .thenApply(place -> Replies.json(200, JobView.of(place.batch(), place.job())));
  }

  /** {@code GET /batches/{id}}. */
  public CompletionStage<HttpResponse> batch(HttpRequest request, String id) {
    return lookup
        .batch(Caller.of(request), id)
        .thenApply(batch -> Replies.json(200, BatchView.of(batch)));
  }

  /** {@code GET /queue/status}. */
  public CompletionStage<HttpResponse> queues() {
    return ports
        .cluster()
        .queues()
        .thenApply(
            queues ->
                Replies.json(
                    200,
                    new Queues(
                        queues,
                        queues.stream().mapToInt(queue -> queue.load().desiredWorkers()).sum())));
  }

  /** {@code GET /workers}. */
  public CompletionStage<HttpResponse> workers() {
    return ports
        .cluster()
        .workers()
        .thenApply(
            nodes -> Replies.json(200, new Workers(nodes.stream().map(WorkerView::of).toList())));
  }

  /** {@code PUT} and {@code DELETE /workers/{node}/drain}. */
  public CompletionStage<HttpResponse> drain(String node, boolean draining) {
    return ports
        .cluster()
        .drain(node, draining)
        .thenApply(
            status ->
                status
                    .map(now -> Replies.json(200, WorkerView.of(now)))
                    .orElseThrow(
                        () ->
                            new ProblemFound(Problem.notFound("there is no worker node " + node))));
  }

  /** {@code GET /operations}. */
  public HttpResponse operations() {
    var all =
        ports.operations().all().stream()
            .map(
                operation ->
                    new OperationView(
                        operation.name(),
                        operation.description(),
                        operation.traits().inputsField(),
                        operation.traits().execution().name().toLowerCase(Locale.ROOT),
                        operation.traits().timeout().toMillis(),
                        operation.traits().batchSize()))
            .toList();
    return Replies.json(200, new Operations(all));
  }
}
