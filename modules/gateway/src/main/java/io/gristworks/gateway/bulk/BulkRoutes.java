package io.gristworks.gateway.bulk;

import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.IdempotencyKey;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.store.bulk.BulkStore;
import io.gristworks.store.view.BatchViews.InvalidCursor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/** Handles the requests about bulk operations. Safe for many threads. */
public final class BulkRoutes {
  private static final int USUAL_LIMIT = 50;
  private static final int SHOWN_OF_DRY_RUN = 20;

  /** Pages that the keeper may have been faster with so often in a row. */
  private static final int TRIES = 50;

  private final Ports ports;
  private final BulkStore store;
  private final Offload offload;
  private final BulkReader reader;

  /** Handles them through {@code ports}. */
  public BulkRoutes(Ports ports, Offload offload, ActorSystem<?> system) {
    this.ports = ports;
    this.store = ports.bulk();
    this.offload = offload;
    this.reader = new BulkReader(system);
  }

  /** A batch, or a job; the name is its batch's. */
  private record Match(String id, String name, String status) {}

  private record DryRun(
      boolean dryRun, String action, BulkView.FilterView filter, long matched, List<Match> first) {}

  private record Listing(List<BulkView> items, @Nullable String nextCursor) {}

  /** Databases keep microseconds. */
  private Instant now() {
    return ports.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** {@code POST /operations}: once it is answered, it will be carried out. */
  public CompletionStage<HttpResponse> create(HttpRequest request) {
    var caller = Caller.of(request);
    return offload.supplyFromBody(
        () -> {
          var key = IdempotencyKey.of(request);
          var draft = reader.read(request, caller);
          if (draft.dryRun()) {
            return dryRun(draft.wish());
          }
          return accept(caller, key == null ? fresh() : BulkId.of(caller.tenant(), key), draft);
        });
  }

  private BulkId fresh() {
    synchronized (ports.random()) { // whatever the generator is
      return BulkId.fresh(ports.random());
    }
  }

  private HttpResponse dryRun(BulkRequest wish) {
    var now = now();
    var first =
        store.first(wish, now, SHOWN_OF_DRY_RUN).stream()
            .map(it -> new Match(it.target().id(), it.name(), BulkReader.lower(it.status())))
            .toList();
    return Replies.json(
        200,
        new DryRun(
            true,
            BulkReader.lower(wish.action()),
            BulkView.FilterView.of(wish.filter()),
            store.count(wish, now),
            first));
  }

  private HttpResponse accept(Caller caller, BulkId id, BulkReader.Draft draft) {
    var before = store.find(caller.tenant(), id);
    if (before.isEmpty()) {
      var now = now();
      var operation =
          BulkOperation.accepted(
              id,
              caller.tenant(),
              caller.name(),
              draft.wish(),
              now,
              store.count(draft.wish(), now));
      before = created(operation);
      if (before.isEmpty()) {
        return answered(202, operation);
      }
    }
    if (!before.get().wish().equals(draft.wish())) {
      throw new ProblemFound(
          Problem.keyUsedOtherwise(
              "this Idempotency-Key was used for another bulk operation, " + id));
    }
    return answered(200, before.get());
  }

  private Optional<BulkOperation> created(BulkOperation operation) {
    try {
      return store.create(operation);
    } catch (BulkStore.TooMany e) {
      throw new ProblemFound(Problem.tooMuchWaits(String.valueOf(e.getMessage())));
    }
  }

  private static HttpResponse answered(int status, BulkOperation operation) {
    return Replies.json(status, BulkView.of(operation))
        .addHeader(Location.create(BulkView.path(operation)));
  }

  /** {@code GET /operations/{id}}. */
  public CompletionStage<HttpResponse> show(HttpRequest request, String id) {
    return offload.supply(() -> Replies.json(200, BulkView.of(find(request, id))));
  }

  /** {@code DELETE /operations/{id}}: goes no further; what is done stays done. */
  public CompletionStage<HttpResponse> stop(HttpRequest request, String id) {
    return offload.supply(
        () -> {
          for (int tried = 0; tried < TRIES; tried++) {
            var operation = find(request, id);
            var stopped = operation.cancelled(now());
            if (stopped.isEmpty()) {
              return Replies.json(200, BulkView.of(operation));
            }
            if (store.settle(stopped.get())) {
              return Replies.json(200, BulkView.of(stopped.get()));
            }
          }
          throw new ProblemFound(
              Problem.unavailable("bulk operation " + id + " changes too fast; try again"));
        });
  }

  /** {@code GET /operations/bulk}: the latest first. */
  public CompletionStage<HttpResponse> list(HttpRequest request) {
    return offload.supply(
        () -> {
          var query = Queries.of(request);
          int limit = Queries.integer(query, "limit", 1, 1000, USUAL_LIMIT);
          var cursor = query.getOrElse("cursor", "");
          try {
            var page =
                store.list(Caller.of(request).tenant(), cursor.isEmpty() ? null : cursor, limit);
            return Replies.json(
                200,
                new Listing(
                    page.operations().stream().map(BulkView::of).toList(),
                    page.next().orElse(null)));
          } catch (InvalidCursor e) {
            throw new ProblemFound(
                Problem.invalid("/cursor", "cursor is none that was given out: " + cursor));
          }
        });
  }

  /**
   * The caller's operation.
   *
   * @throws ProblemFound 404 where there is none of that id
   */
  BulkOperation find(HttpRequest request, String id) {
    return Optional.of(id)
        .filter(BulkId::isWellFormed)
        .flatMap(it -> store.find(Caller.of(request).tenant(), new BulkId(it)))
        .orElseThrow(() -> new ProblemFound(Problem.notFound("there is no bulk operation " + id)));
  }
}
