package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.engine.operation.BadInput;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.RequestObject;
import io.gristworks.gateway.request.TimeFields;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.Traits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the wording of a job. Safe for many threads. */
final class JobReader {
  /** Where a job's tasks are looked for. */
  enum TasksAre {
    /** In the JSON, and must be. */
    HERE,
    /** In the JSON, or to be appended later. */
    HERE_OR_LATER,
    /** In a body of their own. */
    IN_THE_BODY
  }

  private static final List<String> FIELDS =
      List.of(
          "operation",
          "name",
          "queue",
          "priority",
          "parameters",
          "retry",
          "timeout",
          "timeout_ms",
          "batch_size");
  private static final long DAY_MS = 86_400_000;
  private static final ObjectWriter SORTED =
      ApiJson.MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final OperationCatalog catalog;
  private final Limits limits;

  JobReader(OperationCatalog catalog, Limits limits) {
    this.catalog = catalog;
    this.limits = limits;
  }

  /**
   * Reads one job.
   *
   * @param others fields that belong to something else, and are passed over
   * @return the job; null where something is wrong, which is told to {@code faults}
   */
  @Nullable JobDraft read(
      RequestObject object, String pointer, TasksAre tasksAre, List<String> others, Faults faults) {
    var mine = new Faults();
    var fields = new RequestFields(object, pointer, limits.fieldBytes(), mine);
    var operation = operation(fields);
    var inputs = inputsFields(operation, tasksAre);
    var known = new ArrayList<>(FIELDS);
    known.addAll(OptionsReader.FIELDS);
    known.addAll(others);
    known.addAll(inputs);
    fields.allow(known);
    boolean isStep = others.containsAll(OptionsReader.OF_A_STEP);
    var source = isStep ? OptionsReader.source(fields) : TaskSource.SUBMITTED;
    var tasks = tasks(object, fields, inputs, tasksAre, source);
    var traits = operation == null ? Traits.waiting() : operation.traits();
    var spec =
        new JobSpec(
            fields.name("name", operation == null ? "job" : operation.name()),
            operation == null ? "" : operation.name(),
            fields.name("queue", "default"),
            fields.constant("priority", Priority.class, Priority.NORMAL),
            parameters(fields, operation),
            isStep ? DependencyReader.after(fields) : List.of(),
            RetryReader.read(fields),
            Objects.requireNonNullElse(
                TimeFields.length(fields, "timeout", 1, DAY_MS), traits.timeout()),
            (int) fields.integer("batch_size", 1, 10_000, traits.batchSize()),
            OptionsReader.read(fields, source));
    if (source.equals(TaskSource.REDUCED) && spec.after().isEmpty()) {
      fields.fault("reduce", "needs jobs to wait for in after: it receives their results");
    }
    if (operation != null) {
      checkSort(operation, source, fields);
    }
    mine.addAllTo(faults);
    if (operation == null || !mine.isEmpty()) {
      return null;
    }
    var named = tasks == null ? "tasks" : tasks;
    return new JobDraft(
        spec, operation, object.find(named), fields.at(named), canonical(object, inputs));
  }

  private static void checkSort(
      BoundOperation<?, ?, ?> operation, TaskSource source, RequestFields fields) {
    if (operation.reduces() && !source.equals(TaskSource.REDUCED)) {
      fields.fault(
          "operation",
          "'"
              + operation.name()
              + "' reduces the results of other jobs: its job needs \"reduce\": true, and jobs"
              + " in after");
    } else if (!operation.reduces() && source.equals(TaskSource.REDUCED)) {
      fields.fault(
          "reduce", "is true, but the operation '" + operation.name() + "' takes tasks of its own");
    }
  }

  private @Nullable BoundOperation<?, ?, ?> operation(RequestFields fields) {
    var name = fields.text("operation");
    var known = catalog.all().stream().map(BoundOperation::name).collect(Collectors.joining(", "));
    if (name == null) {
      fields.fault("operation", "is missing; known are " + known);
      return null;
    }
    var operation = catalog.find(name).orElse(null);
    if (operation == null) {
      fields.fault(
          "operation", "'" + RequestFields.shortly(name) + "' is unknown; known are " + known);
    }
    return operation;
  }

  private static Set<String> inputsFields(
      @Nullable BoundOperation<?, ?, ?> operation, TasksAre tasksAre) {
    var names = new LinkedHashSet<String>();
    if (tasksAre != TasksAre.IN_THE_BODY) {
      names.add("tasks");
      names.add("data");
      if (operation != null) {
        names.add(operation.traits().inputsField());
      }
    }
    return names;
  }

  /** The name of the field that holds the tasks. */
  private static @Nullable String tasks(
      RequestObject object,
      RequestFields fields,
      Set<String> inputs,
      TasksAre tasksAre,
      TaskSource source) {
    var given = inputs.stream().filter(name -> object.find(name) != null).toList();
    if (source.kind() != TaskSource.Kind.SUBMITTED) {
      if (!given.isEmpty()) {
        fields.fault(given.getFirst(), "is given though the tasks come from other jobs");
      }
      return null;
    }
    if (given.size() > 1) {
      fields.fault(given.get(1), "is given beside " + given.getFirst() + "; one of them is enough");
    } else if (given.isEmpty() && tasksAre == TasksAre.HERE) {
      fields.fault("tasks", "is missing; a job needs at least one task");
    }
    if (given.isEmpty()) {
      return null;
    }
    var name = given.getFirst();
    var value = Objects.requireNonNull(object.find(name));
    if (value.kind() != JsonToken.START_ARRAY) {
      fields.fault(name, "must be an array, was " + RequestFields.shortly(object.text(value)));
    } else if (tasksAre == TasksAre.HERE && isEmptyArray(object, value)) {
      fields.fault(name, "is empty; a job needs at least one task");
    }
    return name;
  }

  static boolean isEmptyArray(RequestObject object, RequestObject.Value value) {
    for (int at = value.start() + 1; at < value.start() + value.length() - 1; at++) {
      if (object.bytes()[at] > ' ' || object.bytes()[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private static String parameters(
      RequestFields fields, @Nullable BoundOperation<?, ?, ?> operation) {
    var text = fields.objectText("parameters");
    if (text == null || operation == null) {
      return "{}";
    }
    try {
      operation.check(text);
    } catch (BadInput e) {
      fields.faultBelow("parameters", e.pointer(), e.getMessage());
    } catch (InvalidParameters e) {
      e.problems()
          .forEach(
              problem -> fields.faultBelow("parameters", problem.pointer(), problem.message()));
    }
    return text;
  }

  /** What was worded, but for the tasks, as JSON with sorted names at every level. */
  static String canonical(RequestObject object, Set<String> without) {
    var sorted = new TreeMap<String, Object>();
    try {
      for (var field : object.fields().entrySet()) {
        if (!without.contains(field.getKey())) {
          var tree = object.tree(field.getValue());
          sorted.put(field.getKey(), ApiJson.MAPPER.treeToValue(tree, Object.class));
        }
      }
      sorted.values().removeIf(Objects::isNull);
      return SORTED.writeValueAsString(sorted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was read once already", e);
    }
  }
}
