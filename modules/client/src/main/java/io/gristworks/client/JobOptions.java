package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job shall do, all but its tasks. Immutable: each {@code with...} gives another one.
 *
 * <pre>{@code
 * JobOptions.of("symbol-scan").withParameter("formula", "close > sma(close, 50)").withPriority("high")
 * }</pre>
 */
public final class JobOptions {
  private final ObjectNode fields;
  private final @Nullable String idempotencyKey;

  private JobOptions(ObjectNode fields, @Nullable String idempotencyKey) {
    this.fields = fields;
    this.idempotencyKey = idempotencyKey;
  }

  /** A job of that operation, with the operation's own defaults. */
  public static JobOptions of(String operation) {
    return none().with("operation", operation);
  }

  /** Nothing said: for what says it in its body. */
  public static JobOptions none() {
    return new JobOptions(Wire.JSON.createObjectNode(), null);
  }

  /** The job's name within its batch. */
  public JobOptions withName(String name) {
    return with("name", name);
  }

  /** The operation. */
  public JobOptions withOperation(String operation) {
    return with("operation", operation);
  }

  /** The queue it goes to. */
  public JobOptions withQueue(String queue) {
    return with("queue", queue);
  }

  /** {@code low}, {@code normal}, {@code high}, or {@code critical} for admins. */
  public JobOptions withPriority(String priority) {
    return with("priority", priority);
  }

  /** The time of one attempt. */
  public JobOptions withTimeout(Duration timeout) {
    var copy = fields.deepCopy();
    copy.put("timeout_ms", timeout.toMillis());
    return new JobOptions(copy, idempotencyKey);
  }

  /**
   * How often a failed task is tried.
   *
   * @param maxAttempts the most attempts, the first one included, 1 to 100
   * @param backoff the wait after the first failure; it doubles with each further one
   */
  public JobOptions withRetry(int maxAttempts, Duration backoff) {
    var numbers = Wire.JSON.getNodeFactory();
    return within("retry", "max_attempts", numbers.numberNode(maxAttempts))
        .within("retry", "backoff_ms", numbers.numberNode(backoff.toMillis()));
  }

  /** So many tasks may fail; one more pauses the job. */
  public JobOptions withMaxFailures(int most) {
    return field("max_failures", Wire.JSON.getNodeFactory().numberNode(most));
  }

  /** The first failure cancels the job. */
  public JobOptions withStopOnFailure() {
    return field("continue_on_failure", Wire.JSON.getNodeFactory().booleanNode(false));
  }

  /** The most tasks at once; 0 for no limit. */
  public JobOptions withMaxConcurrent(int most) {
    return within("limits", "max_concurrent", Wire.JSON.getNodeFactory().numberNode(most));
  }

  /** The most tasks handed out a second, a finite number; 0 for no limit. */
  public JobOptions withPerSecond(double most) {
    Wire.requireFinite("per_second", most);
    return within("limits", "per_second", Wire.JSON.getNodeFactory().numberNode(most));
  }

  /** It does not begin before. */
  public JobOptions withStartAt(Instant time) {
    return with("start_at", time.toString());
  }

  /** What has no outcome then is cancelled. */
  public JobOptions withDeadline(Instant time) {
    return with("deadline", time.toString());
  }

  /** Any other option, as the API names it; {@code value} is anything that Jackson can write. */
  public JobOptions withOption(String name, Object value) {
    return field(name, Wire.JSON.valueToTree(value));
  }

  /** One parameter of the operation; {@code value} is anything that Jackson can write. */
  public JobOptions withParameter(String name, Object value) {
    return within("parameters", name, Wire.JSON.valueToTree(value));
  }

  /** A label to find it by. */
  public JobOptions withLabel(String name, String value) {
    return within("labels", name, Wire.JSON.getNodeFactory().textNode(value));
  }

  /**
   * A key that makes it safe to submit again: the same key names the same job, for ever.
   *
   * @param key 1 to 255 characters that HTTP allows in a header
   */
  public JobOptions withIdempotencyKey(String key) {
    return new JobOptions(fields, key);
  }

  /** The key that makes it safe to submit again. */
  public Optional<String> idempotencyKey() {
    return Optional.ofNullable(idempotencyKey);
  }

  /** The options as fields of a JSON document; the caller may keep and change it. */
  public ObjectNode document() {
    return fields.deepCopy();
  }

  /** The options as query parameters; what is not text is written as JSON. */
  Map<String, String> query() {
    var query = new LinkedHashMap<String, String>();
    fields
        .properties()
        .forEach(
            field ->
                query.put(
                    field.getKey(),
                    field.getValue().isTextual()
                        ? field.getValue().textValue()
                        : field.getValue().toString()));
    return query;
  }

  static void put(Map<String, String> query, String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
  }

  private JobOptions with(String field, String value) {
    var copy = fields.deepCopy();
    copy.put(field, value);
    return new JobOptions(copy, idempotencyKey);
  }

  private JobOptions field(String name, JsonNode value) {
    var copy = fields.deepCopy();
    copy.set(name, value);
    return new JobOptions(copy, idempotencyKey);
  }

  private JobOptions within(String group, String name, JsonNode value) {
    var copy = fields.deepCopy();
    copy.withObject("/" + group).set(name, value);
    return new JobOptions(copy, idempotencyKey);
  }
}
