package io.gristworks.gateway.status;

import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Handles the requests for event streams (server-sent events): {@code progress} at each change, at
 * most a few a second, and {@code done} at the end. An event's id is the batch's revision, so who
 * comes back with the last one misses nothing and hears nothing twice. Blocks no thread.
 */
public final class EventRoutes {
  private static final ByteString HEARTBEAT = ByteString.fromString(": alive\n\n");

  private final Cluster cluster;
  private final Standings standings;
  private final Duration heartbeatEvery;

  /** Asks through {@code ports}. */
  public EventRoutes(Ports ports, Duration heartbeatEvery) {
    this.cluster = ports.cluster();
    this.standings = new Standings(ports.cluster());
    this.heartbeatEvery = heartbeatEvery;
  }

  /** What is shown of a batch, and whether more will come. */
  private record Shown(Object view, boolean ended) {}

  /** Where a stream stands: what was told last, and whether that was all. */
  private record Told(long revision, boolean ended) {}

  /** {@code GET /jobs/{id}/events}. */
  public CompletionStage<HttpResponse> ofJob(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return standings
        .job(caller, id)
        .thenApply(
            place -> {
              var name = place.job().name();
              return respond(request, caller, place.batch(), batch -> shown(batch, name));
            });
  }

  private static Shown shown(BatchStatus batch, String name) {
    JobStatus job = Standings.place(batch, name).job();
    return new Shown(JobView.of(batch, job), job.status().isFinal());
  }

  /** {@code GET /batches/{id}/events}. */
  public CompletionStage<HttpResponse> ofBatch(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return standings
        .batch(caller, id)
        .thenApply(
            batch ->
                respond(
                    request,
                    caller,
                    batch,
                    now -> new Shown(BatchView.of(now), isFinal(now.status()))));
  }

  private static boolean isFinal(Status status) {
    return status.isFinal();
  }

  private HttpResponse respond(
      HttpRequest request, Caller caller, BatchStatus first, Function<BatchStatus, Shown> view) {
    var start = new Told(lastHeard(request), false);
    var events =
        Source.single(first)
            .map(batch -> next(start, batch, view))
            .concat(later(caller, first, start, view))
            .filterNot(ByteString::isEmpty)
            .keepAlive(heartbeatEvery, () -> HEARTBEAT);
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-cache"))
        .withEntity(HttpEntities.createChunked(Media.EVENTS_TYPE, events));
  }

  private static ByteString next(Told told, BatchStatus batch, Function<BatchStatus, Shown> view) {
    return encode(told, batch, view.apply(batch));
  }

  private Source<ByteString, ?> later(
      Caller caller, BatchStatus first, Told start, Function<BatchStatus, Shown> view) {
    var told = new Told(Math.max(start.revision(), first.revision()), view.apply(first).ended());
    return Source.unfoldAsync(told, now -> step(caller, BatchStep.of(first, view), now));
  }

  /** Which batch is followed, and how it is shown. */
  private record BatchStep(String id, Function<BatchStatus, Shown> view) {
    static BatchStep of(BatchStatus batch, Function<BatchStatus, Shown> view) {
      return new BatchStep(batch.id(), view);
    }
  }

  private CompletionStage<Optional<Pair<Told, ByteString>>> step(
      Caller caller, BatchStep followed, Told told) {
    if (told.ended()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return cluster
        .statusAfter(Standings.batchId(followed.id()), told.revision())
        .handle((reply, thrown) -> advance(caller, followed, told, reply, thrown));
  }

  /**
   * A coordinator that does not answer is on its way to another node: the next question finds it.
   */
  private static Optional<Pair<Told, ByteString>> advance(
      Caller caller,
      BatchStep followed,
      Told told,
      CoordinatorReply.ToBatch reply,
      Throwable thrown) {
    if (thrown != null) {
      if (Replies.cause(thrown) instanceof Cluster.NoAnswer) {
        return Optional.of(Pair.create(told, ByteString.emptyByteString()));
      }
      throw new IllegalStateException("events of batch " + followed.id() + " ended", thrown);
    }
    var batch = Standings.granted(caller, reply);
    var shown = followed.view().apply(batch);
    var bytes = encode(told, batch, shown);
    return Optional.of(
        Pair.create(new Told(Math.max(told.revision(), batch.revision()), shown.ended()), bytes));
  }

  /** What is to be said of a batch to one who has heard {@code told}. */
  private static ByteString encode(Told told, BatchStatus batch, Shown shown) {
    var out = new ByteArrayOutputStream();
    if (batch.revision() > told.revision()) {
      event(out, "progress", batch.revision(), shown.view());
    }
    if (shown.ended()) {
      event(out, "done", batch.revision(), shown.view());
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }

  private static void event(ByteArrayOutputStream out, String name, long id, Object data) {
    var head = "event: " + name + "\nid: " + id + "\ndata: ";
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(ApiJson.bytes(data)); // JSON of ours has no line ends
    out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private static long lastHeard(HttpRequest request) {
    return request
        .getHeader("Last-Event-ID")
        .map(header -> header.value().strip())
        .filter(id -> id.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }
}
