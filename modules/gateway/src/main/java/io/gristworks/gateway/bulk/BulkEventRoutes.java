package io.gristworks.gateway.bulk;

import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.gateway.http.EventStreams;
import io.gristworks.gateway.http.EventStreams.Shown;
import io.gristworks.gateway.http.Offload;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Handles the requests for the event streams of bulk operations. The store tells nobody of changes,
 * so it is looked at a few times a second. Safe for many threads.
 */
public final class BulkEventRoutes {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final BulkRoutes bulk;
  private final Offload offload;
  private final EventStreams streams;

  /** Finds operations as {@code bulk} does. */
  public BulkEventRoutes(BulkRoutes bulk, Offload offload, EventStreams streams) {
    this.bulk = bulk;
    this.offload = offload;
    this.streams = streams;
  }

  /** {@code GET /operations/{id}/events}. */
  public CompletionStage<HttpResponse> events(HttpRequest request, String id) {
    return offload
        .supply(() -> bulk.find(request, id))
        .thenApply(
            first ->
                streams.follow(
                    request,
                    shown(first),
                    _ -> offload.supplyAfter(LOOK_EVERY, () -> look(request, id))));
  }

  /** A database that does not answer is asked again. */
  private Optional<Shown> look(HttpRequest request, String id) {
    try {
      return Optional.of(shown(bulk.find(request, id)));
    } catch (StoreUnavailable _) {
      return Optional.empty();
    }
  }

  private static Shown shown(BulkOperation operation) {
    var progress = operation.progress();
    return new Shown(progress.revision(), BulkView.of(operation), progress.state().isFinal());
  }
}
