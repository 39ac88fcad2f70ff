package io.gristworks.gateway.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The small object in the body of a request about rules, in snake_case or camelCase. */
final class RuleBody {
  private final Faults faults = new Faults();
  private final Map<String, JsonNode> fields = new TreeMap<>();

  /**
   * Reads it.
   *
   * @throws ProblemFound 400 where it is no JSON
   */
  RuleBody(byte[] json, Set<String> known) {
    JsonNode tree;
    try {
      tree = json.length == 0 ? ApiJson.MAPPER.createObjectNode() : ApiJson.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ProblemFound(Problem.malformed(e));
    } catch (IOException e) {
      throw new ProblemFound(Problem.unreadable("the body cannot be read: " + e.getMessage()));
    }
    if (!tree.isObject()) {
      throw new ProblemFound(Problem.invalid("", "must be an object"));
    }
    for (var field : tree.properties()) {
      var name = snake(field.getKey());
      if (!known.contains(name)) {
        faults.add(Fault.step(field.getKey()), "unknown field; known are " + known);
      } else if (!field.getValue().isNull()) {
        fields.put(name, field.getValue());
      }
    }
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  long whole(String name, long least, long most, long otherwise) {
    var value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      faults.add(
          Fault.step(name),
          name + " must be a whole number " + least + " to " + most + ", was " + value);
      return otherwise;
    }
    return value.longValue();
  }

  String text(String name, int longest) {
    @Nullable JsonNode value = fields.get(name);
    if (value == null) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > longest) {
      faults.add(Fault.step(name), name + " must be a string of at most " + longest);
      return "";
    }
    return value.textValue();
  }

  JobLimits limits() {
    int concurrent = (int) whole("max_concurrent", 0, Integer.MAX_VALUE, 0);
    var rate = fields.get("per_second");
    if (rate != null && (!rate.isNumber() || !(rate.doubleValue() >= 0))) {
      faults.add("/per_second", "per_second must be a number, 0 or more, was " + rate);
      return JobLimits.NONE;
    }
    return new JobLimits(concurrent, rate == null ? 0 : rate.doubleValue());
  }

  /**
   * Goes on where nothing was wrong.
   *
   * @throws ProblemFound 422 with all faults
   */
  void refuseIfWrong() {
    faults.refuseIfAny();
  }
}
