package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Control of many batches at once, by filter. The server carries a request out by itself once it
 * has accepted it, through restarts of its own; calls are as those of {@link GristClient}.
 */
public final class BulkOperations {
  private static final String ROOT = "/operations";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final Wire wire;
  private final LongSupplier nanos;

  BulkOperations(Wire wire, LongSupplier nanos) {
    this.wire = wire;
    this.nanos = nanos;
  }

  /**
   * Has the server begin with it.
   *
   * @param idempotencyKey makes it safe to ask again: the same key is the same bulk operation
   */
  public BulkStatus submit(BulkRequest request, Optional<String> idempotencyKey)
      throws IOException, InterruptedException {
    var post = post(request.document());
    idempotencyKey.ifPresent(key -> post.header("Idempotency-Key", key));
    return new BulkStatus(send(post));
  }

  /** How many batches it would be, under {@code matched}, and some of them, under {@code first}. */
  public JsonNode dryRun(BulkRequest request) throws IOException, InterruptedException {
    return send(post(request.document().put("dry_run", true)));
  }

  private HttpRequest.Builder post(JsonNode document) throws IOException {
    return wire.to(ROOT, Map.of())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(document)));
  }

  /** How it stands now. */
  public BulkStatus status(String id) throws IOException, InterruptedException {
    return new BulkStatus(send(wire.to(path(id), Map.of()).GET()));
  }

  /** Lets it go no further; what it has done stays done, and once more does no harm. */
  public BulkStatus stop(String id) throws IOException, InterruptedException {
    return new BulkStatus(send(wire.to(path(id), Map.of()).DELETE()));
  }

  /**
   * Bulk operations, the latest first, under {@code items}.
   *
   * @param limit at most so many, from 1
   * @param cursor where to go on, from {@code next_cursor}; null for the beginning
   */
  public JsonNode list(int limit, @Nullable String cursor)
      throws IOException, InterruptedException {
    var query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
    JobOptions.put(query, "cursor", cursor);
    return send(wire.to(ROOT + "/bulk", query).GET());
  }

  /**
   * Follows it to its end, over its event stream, through broken connections and restarts of the
   * server.
   *
   * @param listener gets each status on the calling thread, the last one too, and never an older
   *     one after a newer one
   * @return the last status
   * @throws TimeoutException where it has not ended in time; it goes on all the same
   */
  public BulkStatus watch(String id, WatchSettings settings, Consumer<BulkStatus> listener)
      throws IOException, InterruptedException, TimeoutException {
    return new Watch<>(new WatchedBulk(id), settings, listener, nanos).untilFinal();
  }

  /** One operation, for one watch. */
  private final class WatchedBulk implements Watch.Watched<BulkStatus> {
    private final String id;
    private @Nullable BulkStatus last;

    WatchedBulk(String id) {
      this.id = id;
    }

    @Override
    public BulkStatus ask() throws IOException, InterruptedException {
      return status(id);
    }

    @Override
    public EventStream open(String lastEventId) throws IOException, InterruptedException {
      return Watch.events(wire, path(id), lastEventId);
    }

    @Override
    public Optional<BulkStatus> read(JsonNode document) {
      return document.hasNonNull("state")
          ? Optional.of(new BulkStatus(document))
          : Optional.empty();
    }

    @Override
    public boolean admits(BulkStatus status) {
      boolean isNews = last == null || (!status.equals(last) && status.done() >= last.done());
      if (isNews) {
        last = status;
      }
      return isNews;
    }

    @Override
    public boolean isFinal(BulkStatus status) {
      return status.isFinal();
    }

    @Override
    public TimeoutException late(Duration timeout) {
      return new TimeoutException(id + " has not ended within " + timeout);
    }
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return wire.exchange(request.timeout(ANSWER_WITHIN).build()).document();
  }

  private static String path(String id) {
    return ROOT + "/" + Wire.encoded(id);
  }
}
