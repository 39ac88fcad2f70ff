package io.gristworks.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Streams of server-sent events about one thing: {@code progress} at each change and {@code done}
 * at the end, and a comment where nothing else is said for long. An event's id is the thing's
 * revision, so who comes back with the last one misses nothing and hears nothing twice. Blocks no
 * thread.
 */
public final class EventStreams {
  private static final ByteString HEARTBEAT = ByteString.fromString(": alive\n\n");

  private final Duration heartbeatEvery;

  /** Streams that are never silent for longer than that. */
  public EventStreams(Duration heartbeatEvery) {
    this.heartbeatEvery = heartbeatEvery;
  }

  /**
   * How the thing stands.
   *
   * @param revision grows with each change, from 0
   * @param ended whether nothing more will change
   */
  public record Shown(long revision, Object view, boolean ended) {}

  /** Where a stream stands: what was told last, and whether that was all. */
  private record Told(long revision, boolean ended) {}

  /**
   * A stream that begins with {@code first}, unless that was heard, and ends with the thing.
   *
   * @param later how it stands after a revision, once it does so; after a while empty, or as it was
   *     before, and then it is asked again. Where it fails, the connection is cut
   */
  public HttpResponse follow(
      HttpRequest request, Shown first, LongFunction<CompletionStage<Optional<Shown>>> later) {
    var start = new Told(lastHeard(request), false);
    var next = new Told(Math.max(start.revision, first.revision), first.ended);
    var events =
        Source.single(first)
            .map(shown -> encode(start, shown))
            .concat(Source.unfoldAsync(next, told -> step(told, later)))
            .filterNot(ByteString::isEmpty)
            .keepAlive(heartbeatEvery, () -> HEARTBEAT);
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-cache"))
        .withEntity(HttpEntities.createChunked(Media.EVENTS_TYPE, events));
  }

  private static CompletionStage<Optional<Pair<Told, ByteString>>> step(
      Told told, LongFunction<CompletionStage<Optional<Shown>>> later) {
    if (told.ended) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return later
        .apply(told.revision)
        .thenApply(
            shown ->
                Optional.of(
                    shown
                        .map(it -> Pair.create(after(told, it), encode(told, it)))
                        .orElseGet(() -> Pair.create(told, ByteString.emptyByteString()))));
  }

  private static Told after(Told told, Shown shown) {
    return new Told(Math.max(told.revision, shown.revision), shown.ended);
  }

  /** What is to be said to one who has heard {@code told}. */
  private static ByteString encode(Told told, Shown shown) {
    var out = new ByteArrayOutputStream();
    if (shown.revision > told.revision) {
      event(out, "progress", shown);
    }
    if (shown.ended) {
      event(out, "done", shown);
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }

  private static void event(ByteArrayOutputStream out, String name, Shown shown) {
    var head = "event: " + name + "\nid: " + shown.revision + "\ndata: ";
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(ApiJson.bytes(shown.view)); // JSON of ours has no line ends
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
