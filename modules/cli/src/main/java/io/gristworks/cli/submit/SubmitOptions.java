package io.gristworks.cli.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.JobOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the job shall do, from the command line. */
final class SubmitOptions {
  private static final JsonMapper JSON = new JsonMapper();

  @Option(names = "--operation", paramLabel = "NAME", description = "See `grist operations`.")
  private @Nullable String operation;

  @Option(names = "--name", paramLabel = "NAME", description = "The job's name in its batch.")
  private @Nullable String name;

  @Option(names = "--queue", paramLabel = "NAME", description = "The queue it goes to.")
  private @Nullable String queue;

  @Option(
      names = "--priority",
      paramLabel = "low|normal|high|critical",
      description = "Its share beside other work.")
  private @Nullable Priority priority;

  @Option(
      names = "--parameters",
      paramLabel = "JSON",
      description = "The operation's parameters, a JSON object.")
  private @Nullable String parameters;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "One parameter; VALUE is JSON, or else text. Goes before --parameters.")
  private Map<String, String> param = new LinkedHashMap<>();

  @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label to find it by.")
  private Map<String, String> label = new LinkedHashMap<>();

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Makes it safe to submit again: the same key is the same job.")
  private @Nullable String idempotencyKey;

  /** The API's priorities. */
  enum Priority {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The options as the client takes them. */
  JobOptions job() {
    var job = JobOptions.none();
    job = operation == null ? job : job.withOperation(operation);
    job = name == null ? job : job.withName(name);
    job = queue == null ? job : job.withQueue(queue);
    job = priority == null ? job : job.withPriority(priority.toString());
    job = idempotencyKey == null ? job : job.withIdempotencyKey(idempotencyKey);
    for (var parameter : parametersObject().properties()) {
      job = job.withParameter(parameter.getKey(), parameter.getValue());
    }
    for (var parameter : param.entrySet()) {
      job = job.withParameter(parameter.getKey(), value(parameter.getValue()));
    }
    for (var pair : label.entrySet()) {
      job = job.withLabel(pair.getKey(), pair.getValue());
    }
    return job;
  }

  private JsonNode parametersObject() {
    try {
      var object = parameters == null ? JSON.createObjectNode() : JSON.readTree(parameters);
      if (object.isObject()) {
        return object;
      }
    } catch (JsonProcessingException _) {
      // said below, as for JSON that is no object
    }
    throw new UsageError(
        "--parameters takes a JSON object such as '{\"formula\": \"close > 10\"}'");
  }

  private static JsonNode value(String text) {
    try {
      var value =
          JSON.readerFor(JsonNode.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .<JsonNode>readValue(text);
      return value == null || value.isMissingNode() ? JSON.getNodeFactory().textNode(text) : value;
    } catch (JsonProcessingException _) {
      return JSON.getNodeFactory().textNode(text);
    }
  }
}
