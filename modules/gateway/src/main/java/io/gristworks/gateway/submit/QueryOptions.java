package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Faults;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.Query;

/** A job's options as they stand in a query, turned into the JSON that says the same. */
final class QueryOptions {
  /** What the columns of a CSV body are: no option of the job, but of the body's reading. */
  static final String CSV_TYPES = "types";

  private static final Set<String> NUMBERS =
      Set.of(
          "timeout_ms",
          "timeout_total_ms",
          "batch_size",
          "crash_budget",
          "max_failures",
          "max_attempts",
          "backoff_ms",
          "max_backoff_ms",
          "restarts_per_second",
          "max_concurrent",
          "per_second");
  private static final Set<String> OF_RETRY =
      Set.of(
          "max_attempts",
          "backoff",
          "backoff_ms",
          "max_backoff",
          "max_backoff_ms",
          "retry_on",
          "give_up_on",
          "restarts_per_second");
  private static final Set<String> OF_LIMITS = Set.of("max_concurrent", "per_second");
  private static final Set<String> LISTS = Set.of("retry_on", "give_up_on", "after_batches");
  private static final Set<String> JSON = Set.of("parameters", "labels", "retry", "limits");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}\\.[0-9]{1,18}");
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
    var limits = ApiJson.MAPPER.createObjectNode();
    for (var given : query.toList()) {
      var name = snakeCase(given.first());
      if (name.equals(CSV_TYPES)) {
        continue;
      }
      ObjectNode to = OF_RETRY.contains(name) ? retry : OF_LIMITS.contains(name) ? limits : options;
      if (to.has(name)) {
        faults.add("/" + name, name + " is given twice");
      }
      to.set(name, value(name, given.second(), faults));
    }
    group(options, "retry", retry, faults);
    group(options, "limits", limits, faults);
    faults.refuseIfAny();
    return ApiJson.bytes(options);
  }

  /** Options that belong together are given one by one, or together as JSON, and not both. */
  private static void group(ObjectNode options, String name, ObjectNode parts, Faults faults) {
    if (!parts.isEmpty() && options.has(name)) {
      faults.add("/" + name, name + " is given beside " + parts.fieldNames().next());
    } else if (!parts.isEmpty()) {
      options.set(name, parts);
    }
  }

  private static JsonNode value(String name, String text, Faults faults) {
    if (NUMBERS.contains(name) && WHOLE.matcher(text).matches()) {
      return ApiJson.MAPPER.getNodeFactory().numberNode(Long.parseLong(text));
    }
    if (NUMBERS.contains(name) && DECIMAL.matcher(text).matches()) {
      return ApiJson.MAPPER.getNodeFactory().numberNode(Double.parseDouble(text));
    }
    if (name.equals("continue_on_failure") && (text.equals("true") || text.equals("false"))) {
      return ApiJson.MAPPER.getNodeFactory().booleanNode(text.equals("true"));
    }
    if (LISTS.contains(name)) {
      var list = ApiJson.MAPPER.createArrayNode();
      Stream.of(text.split(",")).map(String::strip).forEach(list::add);
      return list;
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
