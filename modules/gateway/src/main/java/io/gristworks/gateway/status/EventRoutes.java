package io.gristworks.gateway.status;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.EventStreams;
import io.gristworks.gateway.http.EventStreams.Shown;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Handles the requests for the event streams of batches and jobs: at most a few events a second.
 * Their revision is the batch's.
 */
public final class EventRoutes {
  private final Cluster cluster;
  private final BatchLookup lookup;
  private final EventStreams streams;

  /** Asks through {@code ports}. */
  public EventRoutes(Ports ports, EventStreams streams) {
    this.cluster = ports.cluster();
    this.lookup = new BatchLookup(ports.cluster());
    this.streams = streams;
  }

  /** {@code GET /jobs/{id}/events}. */
  public CompletionStage<HttpResponse> ofJob(HttpRequest request, String id) {
    return lookup
        .job(Caller.of(request), id)
        .thenApply(
            place -> {
              var name = place.job().name();
              return respond(request, place.batch(), batch -> shown(batch, name));
            });
  }

  private static Shown shown(BatchStatus batch, String name) {
    JobStatus job = BatchLookup.place(batch, name).job();
    return new Shown(batch.revision(), JobView.of(batch, job), job.status().isFinal());
  }

  /** {@code GET /batches/{id}/events}. */
  public CompletionStage<HttpResponse> ofBatch(HttpRequest request, String id) {
    return lookup
        .batch(Caller.of(request), id)
        .thenApply(batch -> respond(request, batch, EventRoutes::shown));
  }

  private static Shown shown(BatchStatus batch) {
    return new Shown(batch.revision(), BatchView.of(batch), batch.status().isFinal());
  }

  private HttpResponse respond(
      HttpRequest request, BatchStatus first, Function<BatchStatus, Shown> view) {
    var caller = Caller.of(request);
    var id = BatchLookup.batchId(first.id());
    return streams.follow(
        request,
        view.apply(first),
        revision ->
            cluster
                .statusAfter(id, revision)
                .handle((reply, thrown) -> news(caller, reply, thrown).map(view)));
  }

  /**
   * A coordinator that does not answer is on its way to another node: the next question finds it.
   */
  private static Optional<BatchStatus> news(
      Caller caller, CoordinatorReply.ToBatch reply, @Nullable Throwable thrown) {
    if (thrown == null) {
      return Optional.of(BatchLookup.granted(caller, reply));
    }
    if (Replies.cause(thrown) instanceof Cluster.NoAnswer) {
      return Optional.empty();
    }
    throw new IllegalStateException("events of a batch ended", thrown);
  }
}
