package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Faults;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.Query;

/** A job's options as they stand in a query, turned into the JSON that says the same. */
final class QueryOptions {
  /** What the columns of a CSV body are: no option of the job, but of the body's reading. */
  static final String CSV_TYPES = "types";

  private static final Set<String> NUMBERS =
      Set.of("timeout_ms", "batch_size", "max_attempts", "backoff_ms", "max_backoff_ms");
  private static final Set<String> OF_RETRY =
      Set.of("max_attempts", "backoff_ms", "max_backoff_ms");
  private static final Set<String> JSON = Set.of("parameters", "labels", "retry");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private QueryOptions() {}

  /**
   * The options as JSON; what is no number or no JSON where one is wanted stays text, and is told
   * as such by those who read it.
   */
  static byte[] json(Query query) {
    var faults = new Faults();
    var options = ApiJson.MAPPER.createObjectNode();
    var retry = ApiJson.MAPPER.createObjectNode();
    for (var given : query.toList()) {
      var name = snakeCase(given.first());
      if (name.equals(CSV_TYPES)) {
        continue;
      }
      ObjectNode to = OF_RETRY.contains(name) ? retry : options;
      if (options.has(name) || retry.has(name)) {
        faults.add("/" + name, name + " is given twice");
      }
      to.set(name, value(name, given.second(), faults));
    }
    if (!retry.isEmpty() && !options.has("retry")) {
      options.set("retry", retry);
    }
    faults.refuseIfAny();
    return ApiJson.bytes(options);
  }

  private static JsonNode value(String name, String text, Faults faults) {
    if (NUMBERS.contains(name) && WHOLE.matcher(text).matches()) {
      return ApiJson.MAPPER.getNodeFactory().numberNode(Long.parseLong(text));
    }
    if (JSON.contains(name)) {
      try {
        return ApiJson.MAPPER.readTree(text);
      } catch (JsonProcessingException e) {
        faults.add("/" + name, name + " is not JSON: " + e.getOriginalMessage());
      }
    }
    return ApiJson.MAPPER.getNodeFactory().textNode(text);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }
}
