package io.gristworks.gateway.submit;

import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.request.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads what is waited for: {@code after}, jobs of the same batch, and {@code after_batches}. Each
 * element is a name, or {@code {"job": name, "condition": "succeeded" | "completed" | "failed"}}
 * (for batches {@code "batch"}).
 */
final class DependencyReader {
  private static final int MOST = 1_000;

  private DependencyReader() {}

  static List<Dependency> after(RequestFields job) {
    return read(job, "after", "job", Dependency::new);
  }

  static List<BatchDependency> afterBatches(RequestFields batch) {
    var needed = read(batch, "after_batches", "batch", BatchDependency::new);
    for (int at = 0; at < needed.size(); at++) {
      var id = needed.get(at).batch();
      if (!BatchId.isWellFormed(id)) {
        batch.faultBelow(
            "after_batches", "/" + at, "'" + RequestFields.shortly(id) + "' is no batch");
      }
    }
    return needed;
  }

  private static <D> List<D> read(
      RequestFields fields, String name, String what, BiFunction<String, Condition, D> make) {
    var list = fields.small(name);
    if (list == null) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MOST) {
      fields.fault(
          name, "must be an array of at most " + MOST + ", was " + RequestFields.shortly(list));
      return List.of();
    }
    var read = new ArrayList<D>();
    var seen = new HashSet<String>();
    for (int at = 0; at < list.size(); at++) {
      var element = list.get(at);
      var place = "/" + at;
      var named = element.isTextual() ? element : element.path(what);
      if (!named.isTextual() || !(element.isTextual() || element.isObject())) {
        fields.faultBelow(
            name,
            place,
            "must be a name or {\""
                + what
                + "\", \"condition\"}, was "
                + RequestFields.shortly(element));
        continue;
      }
      element
          .properties()
          .forEach(
              field -> {
                if (!field.getKey().equals(what) && !field.getKey().equals("condition")) {
                  fields.faultBelow(
                      name,
                      place + Fault.step(field.getKey()),
                      "unknown field; known are " + what + " and condition");
                }
              });
      if (!seen.add(named.textValue())) {
        fields.faultBelow(name, place, what + " " + named.textValue() + " is named twice");
      }
      read.add(make.apply(named.textValue(), condition(fields, name, place, element)));
    }
    return read;
  }

  private static Condition condition(
      RequestFields fields,
      String name,
      String place,
      com.fasterxml.jackson.databind.JsonNode element) {
    var text = element.path("condition").asText("succeeded");
    for (var condition : Condition.values()) {
      if (condition.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
        return condition;
      }
    }
    fields.faultBelow(
        name,
        place + "/condition",
        "must be succeeded, completed or failed, was '" + RequestFields.shortly(text) + "'");
    return Condition.SUCCEEDED;
  }
}
