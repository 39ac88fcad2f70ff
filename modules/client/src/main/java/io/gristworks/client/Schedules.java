package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of a server: stored batches that it submits by itself when their time comes. A
 * schedule is called by its id or its name. Calls are as those of {@link GristClient}.
 */
public final class Schedules {
  private static final String ROOT = "/schedules";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final Wire wire;

  Schedules(Wire wire) {
    this.wire = wire;
  }

  /**
   * Creates a schedule.
   *
   * @param document what {@code POST /schedules} takes: anything that becomes such JSON
   */
  public JsonNode create(Object document) throws IOException, InterruptedException {
    var request = wire.to(ROOT, Map.of()).header("Content-Type", "application/json");
    return send(request.POST(BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(document))));
  }

  /**
   * Schedules by name, under {@code items}.
   *
   * @param limit at most so many, from 1
   * @param cursor where to go on, from {@code next_cursor}; null for the beginning
   */
  public JsonNode list(int limit, @Nullable String cursor)
      throws IOException, InterruptedException {
    var query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
    JobOptions.put(query, "cursor", cursor);
    return send(wire.to(ROOT, query).GET());
  }

  /** One schedule, what it submits, and its last runs. */
  public JsonNode show(String schedule) throws IOException, InterruptedException {
    return send(wire.to(path(schedule), Map.of()).GET());
  }

  /** The next due times, {@code count} of them, from 1 to 100, under {@code next}. */
  public JsonNode next(String schedule, int count) throws IOException, InterruptedException {
    var query = Map.of("count", Integer.toString(count));
    return send(wire.to(path(schedule) + "/next", query).GET());
  }

  /** Lets nothing be due until it is resumed; once more does no harm. */
  public JsonNode pause(String schedule) throws IOException, InterruptedException {
    return put(schedule, "/pause");
  }

  /** Ends the pause; what was due during it is not made up for. */
  public JsonNode resume(String schedule) throws IOException, InterruptedException {
    return put(schedule, "/resume");
  }

  private JsonNode put(String schedule, String what) throws IOException, InterruptedException {
    return send(wire.to(path(schedule) + what, Map.of()).PUT(BodyPublishers.noBody()));
  }

  /**
   * Runs it now, paused or not.
   *
   * @param idempotencyKey makes it safe to ask again: the same key is the same run
   */
  public Submission trigger(String schedule, Optional<String> idempotencyKey)
      throws IOException, InterruptedException {
    var request = wire.to(path(schedule) + "/trigger", Map.of());
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    var answer =
        wire.exchange(request.POST(BodyPublishers.noBody()).timeout(ANSWER_WITHIN).build());
    return new Submission(new WorkStatus(answer.document()), answer.status() == 200);
  }

  /** Forgets it; what it has submitted goes on. */
  public JsonNode delete(String schedule) throws IOException, InterruptedException {
    return send(wire.to(path(schedule), Map.of()).DELETE());
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return wire.exchange(request.timeout(ANSWER_WITHIN).build()).document();
  }

  private static String path(String schedule) {
    return ROOT + "/" + Wire.encoded(schedule);
  }
}
