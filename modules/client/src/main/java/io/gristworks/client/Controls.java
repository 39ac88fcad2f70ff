package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be wished and asked of batches and jobs that are there. Each wish may be said again and
 * changes nothing then; each call gives how the thing stands afterwards, and throws as {@link
 * GristClient} does.
 */
public final class Controls {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final Wire wire;

  Controls(Wire wire) {
    this.wire = wire;
  }

  /**
   * Hands out nothing more of it; what is with workers goes on to its end.
   *
   * @param reason why, for people; may be empty
   */
  public WorkStatus pause(WorkId id, String reason) throws IOException, InterruptedException {
    var body = Wire.JSON.createObjectNode();
    if (!reason.isEmpty()) {
      body.put("reason", reason);
    }
    return send("PUT", path(id) + "/pause", Map.of(), body);
  }

  /** Goes on with what is paused. */
  public WorkStatus resume(WorkId id) throws IOException, InterruptedException {
    return send("PUT", path(id) + "/resume", Map.of(), null);
  }

  /** Cancels it: what runs is interrupted. */
  public WorkStatus cancel(WorkId id) throws IOException, InterruptedException {
    return send("DELETE", path(id), Map.of(), null);
  }

  /**
   * Cancels it, and lets what runs come to its end.
   *
   * @param grace what still runs then is interrupted; at most a day
   */
  public WorkStatus cancelGracefully(WorkId id, Duration grace)
      throws IOException, InterruptedException {
    var query = Map.of("mode", "graceful", "grace", grace.toMillis() + "ms");
    return send("DELETE", path(id), query, null);
  }

  /** Gives it another share: {@code low}, {@code normal}, {@code high} or {@code critical}. */
  public WorkStatus setPriority(WorkId id, String priority)
      throws IOException, InterruptedException {
    return send(
        "PATCH", path(id), Map.of(), Wire.JSON.createObjectNode().put("priority", priority));
  }

  /**
   * Gives it other limits, in place of all that it had.
   *
   * @param maxConcurrent the most tasks at once; 0 for no limit
   * @param perSecond the most tasks handed out a second; 0 for no limit
   */
  public WorkStatus setLimits(WorkId id, int maxConcurrent, double perSecond)
      throws IOException, InterruptedException {
    Wire.requireFinite("per_second", perSecond);
    var body = Wire.JSON.createObjectNode();
    body.putObject("limits").put("max_concurrent", maxConcurrent).put("per_second", perSecond);
    return send("PATCH", path(id), Map.of(), body);
  }

  /** Gives it another deadline; null for none. */
  public WorkStatus setDeadline(WorkId id, @Nullable Instant deadline)
      throws IOException, InterruptedException {
    var body = Wire.JSON.createObjectNode();
    body.put("deadline", deadline == null ? null : deadline.toString());
    return send("PATCH", path(id), Map.of(), body);
  }

  /**
   * Tries all failed tasks again.
   *
   * @param canary so many first, and the rest only if all of those succeed; 0 for all at once
   */
  public WorkStatus retry(WorkId id, int canary) throws IOException, InterruptedException {
    return retry(id, Wire.JSON.createObjectNode(), canary);
  }

  /**
   * Tries the failed tasks of one cause again.
   *
   * @param group its id; see {@link WorkStatus.ErrorGroup#id}
   * @param canary see {@link #retry(WorkId, int)}
   */
  public WorkStatus retryGroup(WorkId id, String group, int canary)
      throws IOException, InterruptedException {
    return retry(id, Wire.JSON.createObjectNode().put("group", group), canary);
  }

  /**
   * Tries these failed tasks again.
   *
   * @param tasks indexes or custom ids; only digits are an index
   */
  public WorkStatus retryTasks(WorkId job, List<String> tasks)
      throws IOException, InterruptedException {
    var body = Wire.JSON.createObjectNode();
    var list = body.putArray("tasks");
    for (var task : tasks) {
      if (task.matches("[0-9]{1,9}")) {
        list.add(Integer.parseInt(task));
      } else {
        list.add(task);
      }
    }
    return retry(job, body, 0);
  }

  private WorkStatus retry(WorkId id, ObjectNode body, int canary)
      throws IOException, InterruptedException {
    if (canary > 0) {
      body.put("canary", canary);
    }
    return send("POST", path(id) + "/retry", Map.of(), body);
  }

  /**
   * Adds a job to an open batch.
   *
   * @param job as in {@code POST /batches}; its tasks may come later
   */
  public WorkStatus addJob(WorkId batch, JsonNode job) throws IOException, InterruptedException {
    return send("POST", path(batch.batch()) + "/jobs", Map.of(), job);
  }

  /** Why it stands where it stands. */
  public Explanation explain(WorkId id) throws IOException, InterruptedException {
    return new Explanation(read(path(id) + "/explain", Map.of()));
  }

  /**
   * Why one task stands where it stands.
   *
   * @param task its index, from 0, or its custom id
   */
  public Explanation explain(WorkId job, String task) throws IOException, InterruptedException {
    return new Explanation(read(path(job) + "/tasks/" + Wire.encoded(task) + "/explain", Map.of()));
  }

  /** What came of it so far: counts, attempts, times, slowest tasks, causes of failures. */
  public JsonNode report(WorkId id) throws IOException, InterruptedException {
    return read(path(id) + "/report", Map.of());
  }

  /** The same to be read by people. */
  public String reportText(WorkId id) throws IOException, InterruptedException {
    var request =
        wire.to(path(id) + "/report", Map.of("format", "text")).timeout(ANSWER_WITHIN).GET();
    try (var body = wire.open(request.build()).body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Jobs with tasks that were given up, under {@code items}, the newest first.
   *
   * @param job only this one, or only of this batch
   * @param operation only of this operation
   * @param group only those with a cause of this id or kind
   * @param cursor where to go on, from {@code next_cursor}
   */
  public JsonNode deadLetters(
      Optional<WorkId> job,
      @Nullable String operation,
      @Nullable String group,
      @Nullable String cursor)
      throws IOException, InterruptedException {
    var query = new LinkedHashMap<String, String>();
    JobOptions.put(query, "job", job.map(WorkId::value).orElse(null));
    JobOptions.put(query, "operation", operation);
    JobOptions.put(query, "group", group);
    JobOptions.put(query, "cursor", cursor);
    return read("/dead-letters", query);
  }

  private static String path(WorkId id) {
    return (id.isJob() ? "/jobs/" : "/batches/") + Wire.encoded(id.value());
  }

  private JsonNode read(String path, Map<String, String> query)
      throws IOException, InterruptedException {
    return wire.exchange(wire.to(path, query).timeout(ANSWER_WITHIN).GET().build()).document();
  }

  private WorkStatus send(
      String method, String path, Map<String, String> query, @Nullable JsonNode body)
      throws IOException, InterruptedException {
    var request = wire.to(path, query).timeout(ANSWER_WITHIN);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(body)));
    }
    return new WorkStatus(wire.exchange(request.build()).document());
  }
}
