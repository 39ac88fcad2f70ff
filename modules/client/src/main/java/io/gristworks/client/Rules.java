package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;

/**
 * The rules of a server: which share of the workers queues and tenants get, and how much of their
 * work, or of an operation's, goes on at a time. A rule is put as a whole and holds about a second
 * later; where one is dropped, what is configured holds again. Calls are as those of {@link
 * GristClient}; each gives what holds then.
 */
public final class Rules {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final Wire wire;

  Rules(Wire wire) {
    this.wire = wire;
  }

  /** All rules, under {@code queues}, {@code operations} and {@code tenants}. */
  public JsonNode list() throws IOException, InterruptedException {
    return send(wire.to("/cluster", Map.of()).GET());
  }

  /**
   * Puts the rule of a queue.
   *
   * @param weight its share beside other queues, 1 to 1000
   * @param maxConcurrent the most of its tasks at once; 0 for no limit
   * @param perSecond the most of its tasks handed out a second; 0 for no limit
   */
  public JsonNode putQueue(String queue, int weight, int maxConcurrent, double perSecond)
      throws IOException, InterruptedException {
    return put(queuePath(queue), limits(maxConcurrent, perSecond).put("weight", weight));
  }

  /** Drops what was put for a queue; once more does no harm. */
  public JsonNode dropQueue(String queue) throws IOException, InterruptedException {
    return send(wire.to(queuePath(queue), Map.of()).DELETE());
  }

  /**
   * Puts the rule of a tenant, which holds over all queues together.
   *
   * @param weight its share beside other tenants, 1 to 1000
   * @param maxConcurrent the most of its tasks at once; 0 for no limit
   * @param perSecond the most of its tasks handed out a second; 0 for no limit
   * @param maxPending past so many waiting tasks it may not submit more; 0 for no bound
   */
  public JsonNode putTenant(
      String tenant, int weight, int maxConcurrent, double perSecond, long maxPending)
      throws IOException, InterruptedException {
    var body = limits(maxConcurrent, perSecond).put("weight", weight);
    return put(tenantPath(tenant), body.put("max_pending", maxPending));
  }

  /** Drops what was put for a tenant; once more does no harm. */
  public JsonNode dropTenant(String tenant) throws IOException, InterruptedException {
    return send(wire.to(tenantPath(tenant), Map.of()).DELETE());
  }

  /**
   * Puts the limits of an operation, which hold over all queues together.
   *
   * @param maxConcurrent the most of its tasks at once; 0 for no limit
   * @param perSecond the most of its tasks handed out a second; 0 for no limit
   */
  public JsonNode putOperation(String operation, int maxConcurrent, double perSecond)
      throws IOException, InterruptedException {
    return put(operationPath(operation), limits(maxConcurrent, perSecond));
  }

  /** Drops what was put for an operation; once more does no harm. */
  public JsonNode dropOperation(String operation) throws IOException, InterruptedException {
    return send(wire.to(operationPath(operation), Map.of()).DELETE());
  }

  private static ObjectNode limits(int maxConcurrent, double perSecond) {
    Wire.requireFinite("per_second", perSecond);
    return Wire.JSON
        .createObjectNode()
        .put("max_concurrent", maxConcurrent)
        .put("per_second", perSecond);
  }

  private JsonNode put(String path, ObjectNode body) throws IOException, InterruptedException {
    var bytes = Wire.JSON.writeValueAsBytes(body);
    var request = wire.to(path, Map.of()).header("Content-Type", "application/json");
    return send(request.PUT(BodyPublishers.ofByteArray(bytes)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return wire.exchange(request.timeout(ANSWER_WITHIN).build()).document();
  }

  private static String queuePath(String queue) {
    return "/queues/" + Wire.encoded(queue);
  }

  private static String tenantPath(String tenant) {
    return "/tenants/" + Wire.encoded(tenant);
  }

  private static String operationPath(String operation) {
    return "/operations/" + Wire.encoded(operation) + "/limits";
  }
}
