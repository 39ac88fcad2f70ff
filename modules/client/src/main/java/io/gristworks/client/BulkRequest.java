package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What is wished of many batches, or of many of their jobs, at once. Begins with the wish and is
 * narrowed down by filters, all of which must hold; without any it is refused, unless it is said to
 * be for {@link #forAll}.
 *
 * <pre>{@code
 * client.bulk().submit(BulkRequest.pause("too hot").withStatus(List.of("running")).withName("nightly*"));
 * }</pre>
 */
public final class BulkRequest {
  private final ObjectNode document;

  private BulkRequest(ObjectNode document) {
    this.document = document;
  }

  private static BulkRequest of(String action) {
    return new BulkRequest(Wire.JSON.createObjectNode().put("action", action));
  }

  /**
   * Hand out nothing more.
   *
   * @param reason for people; may be empty
   */
  public static BulkRequest pause(String reason) {
    return of("pause").withReason(reason);
  }

  /** Go on. */
  public static BulkRequest resume() {
    return of("resume");
  }

  /** End it, and interrupt what runs. */
  public static BulkRequest cancel() {
    return of("cancel");
  }

  /**
   * End it, and let what runs come to its end.
   *
   * @param grace what still runs then is interrupted; at most a day
   */
  public static BulkRequest cancelGracefully(Duration grace) {
    return of("cancel").with("mode", "graceful").with("grace", grace.toMillis() + "ms");
  }

  /**
   * Try failed tasks again.
   *
   * @param group only those of this cause; null for all
   * @param canary so many first, and the rest only if all of those succeed; 0 for all at once
   */
  public static BulkRequest retry(@Nullable String group, int canary) {
    var request = of("retry");
    if (group != null) {
      request = request.with("group", group);
    }
    if (canary > 0) {
      var copy = request.document.deepCopy();
      copy.put("canary", canary);
      request = new BulkRequest(copy);
    }
    return request;
  }

  /** Another share: {@code low}, {@code normal}, {@code high} or {@code critical}. */
  public static BulkRequest setPriority(String priority) {
    return of("change").with("priority", priority);
  }

  /** Other limits, in place of all that there were; 0 for no limit. */
  public static BulkRequest setLimits(int maxConcurrent, double perSecond) {
    Wire.requireFinite("per_second", perSecond);
    var request = of("change");
    request
        .document
        .putObject("limits")
        .put("max_concurrent", maxConcurrent)
        .put("per_second", perSecond);
    return request;
  }

  /** Another deadline; null for none. */
  public static BulkRequest setDeadline(@Nullable Instant deadline) {
    var request = of("change");
    request.document.put("deadline", deadline == null ? null : deadline.toString());
    return request;
  }

  /** With why, for people; of a pause or a cancellation. */
  public BulkRequest withReason(String reason) {
    return reason.isEmpty() ? this : with("reason", reason);
  }

  /** Every batch of the tenant: in place of a filter. */
  public BulkRequest forAll() {
    var copy = document.deepCopy();
    copy.put("all", true);
    return new BulkRequest(copy);
  }

  /** Only what stands so when its turn comes: {@code running}, {@code paused}, ... */
  public BulkRequest withStatus(Collection<String> statuses) {
    return filtered("status", Wire.JSON.valueToTree(statuses));
  }

  /** Only this tenant's; another than one's own is for admins. */
  public BulkRequest withTenant(String tenant) {
    return filtered("tenant", tenant);
  }

  /** Only batches with a job of this operation. */
  public BulkRequest withOperation(String operation) {
    return filtered("operation", operation);
  }

  /** Only batches with a job in this queue. */
  public BulkRequest withQueue(String queue) {
    return filtered("queue", queue);
  }

  /** Only batches of this name, or whose name begins so where it ends with {@code *}. */
  public BulkRequest withName(String name) {
    return filtered("name", name);
  }

  /** Only what was submitted later. */
  public BulkRequest withSubmittedAfter(Instant moment) {
    return filtered("submitted_after", moment.toString());
  }

  /** Only what was submitted earlier. */
  public BulkRequest withSubmittedBefore(Instant moment) {
    return filtered("submitted_before", moment.toString());
  }

  /** Only these batches, 1 to 1000. */
  public BulkRequest withBatches(Collection<WorkId> batches) {
    return filtered("batches", Wire.JSON.valueToTree(batches.stream().map(WorkId::value).toList()));
  }

  /**
   * Single jobs in place of batches: those that stand so when their turn comes, of the batches that
   * the rest of the filter means. All that is said of jobs must hold of the same one.
   */
  public BulkRequest withJobStatus(Collection<String> statuses) {
    return ofJobs("status", Wire.JSON.valueToTree(statuses));
  }

  /** Single jobs in place of batches: those that run this operation. */
  public BulkRequest withJobOperation(String operation) {
    return ofJobs("operation", Wire.JSON.getNodeFactory().textNode(operation));
  }

  /** Single jobs in place of batches: those in this queue. */
  public BulkRequest withJobQueue(String queue) {
    return ofJobs("queue", Wire.JSON.getNodeFactory().textNode(queue));
  }

  /**
   * Single jobs in place of batches: those of this name, or whose name begins so where it ends with
   * {@code *}.
   */
  public BulkRequest withJobName(String name) {
    return ofJobs("name", Wire.JSON.getNodeFactory().textNode(name));
  }

  private BulkRequest ofJobs(String field, JsonNode value) {
    var copy = document.deepCopy();
    copy.withObject("/filter/jobs").set(field, value);
    return new BulkRequest(copy);
  }

  private BulkRequest filtered(String field, String value) {
    return filtered(field, Wire.JSON.getNodeFactory().textNode(value));
  }

  private BulkRequest filtered(String field, JsonNode value) {
    var copy = document.deepCopy();
    copy.withObject("/filter").set(field, value);
    return new BulkRequest(copy);
  }

  private BulkRequest with(String field, String value) {
    var copy = document.deepCopy();
    copy.put(field, value);
    return new BulkRequest(copy);
  }

  /** What {@code POST /operations} takes. */
  ObjectNode document() {
    return document.deepCopy();
  }
}
