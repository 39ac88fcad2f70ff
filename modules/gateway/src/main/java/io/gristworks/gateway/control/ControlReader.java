package io.gristworks.gateway.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.task.TaskSet;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.RequestObject;
import io.gristworks.gateway.request.SmallBody;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is wished of a batch or a job.
 *
 * <pre>
 *   PUT pause    {"reason": text}
 *   PUT resume
 *   PATCH        {"priority": low | normal | high | critical, "limits": {…} | null,
 *                 "deadline": time | null}; limits take the place of all earlier ones
 *   DELETE       ?mode=now | graceful &amp; grace=30s &amp; reason=text
 *   POST retry   {"group": id} | {"tasks": [index | custom_id]} | {"all": true} | nothing,
 *                 "canary": n
 * </pre>
 */
final class ControlReader {

  private final ActorSystem<?> system;

  ControlReader(ActorSystem<?> system) {
    this.system = system;
  }

  BatchCommand pause(HttpRequest request, @Nullable String job) {
    var by = Caller.of(request).name();
    return SmallBody.read(
        request, system, List.of("reason"), (fields, _) -> CommandFields.pause(fields, job, by));
  }

  BatchCommand resume(HttpRequest request, @Nullable String job) {
    var by = Caller.of(request).name();
    return SmallBody.read(request, system, List.of(), (_, _) -> new BatchCommand.Resume(job, by));
  }

  /** What shall change, one after the other. */
  List<BatchCommand> change(HttpRequest request, @Nullable String job) {
    var caller = Caller.of(request);
    var commands =
        SmallBody.read(
            request,
            system,
            CommandFields.CHANGES,
            (fields, _) -> CommandFields.changes(fields, job, caller.name()));
    CommandFields.requireAllowed(caller, commands);
    return commands;
  }

  /** The options of a cancellation stand in the query; they are read as fields are. */
  static BatchCommand cancel(HttpRequest request, @Nullable String job) {
    var query = Queries.of(request);
    var said = ApiJson.MAPPER.createObjectNode();
    for (var name : CommandFields.CANCELLATION) {
      query.get(name).filter(text -> !text.isEmpty()).ifPresent(text -> said.put(name, text));
    }
    return SmallBody.read(
        ApiJson.bytes(said),
        CommandFields.CANCELLATION,
        (fields, _) -> CommandFields.cancel(fields, job));
  }

  /**
   * What shall be tried again.
   *
   * @param places finds the index of a task by its custom id
   */
  BatchCommand retry(HttpRequest request, @Nullable String job, ToIntFunction<String> places) {
    var by = Caller.of(request).name();
    return SmallBody.read(
        request,
        system,
        List.of("group", "tasks", "all", "canary"),
        (fields, object) ->
            new BatchCommand.RetryFailed(
                job, selection(fields, object, job, places), CommandFields.canary(fields), by));
  }

  private static Selection selection(
      RequestFields fields,
      RequestObject object,
      @Nullable String job,
      ToIntFunction<String> places) {
    var given = List.of("group", "tasks", "all").stream().filter(fields::has).toList();
    if (given.size() > 1) {
      fields.fault(given.get(1), "is given beside " + given.getFirst() + "; say one of them");
    }
    if (fields.has("all") && !fields.flag("all")) {
      fields.fault("all", "can only be true; or say group or tasks");
    }
    if (fields.has("group")) {
      return CommandFields.selection(fields);
    }
    var tasks = object.find("tasks");
    if (tasks == null) {
      return new Selection.All();
    }
    if (job == null) {
      fields.fault("tasks", "can be named of a job alone, not of a whole batch");
      return new Selection.All();
    }
    return new Selection.These(tasks(fields, object.tree(tasks), places));
  }

  private static TaskSet tasks(RequestFields fields, JsonNode list, ToIntFunction<String> places) {
    var indexes = new ArrayList<Integer>();
    if (!list.isArray() || list.isEmpty()) {
      fields.fault("tasks", "must be an array of indexes or custom ids");
      return TaskSet.empty();
    }
    for (int at = 0; at < list.size(); at++) {
      var task = list.get(at);
      if (task.isInt() && task.intValue() >= 0) {
        indexes.add(task.intValue());
      } else if (task.isTextual()) {
        int place = places.applyAsInt(task.textValue());
        if (place < 0) {
          fields.faultBelow("tasks", "/" + at, "there is no task " + RequestFields.shortly(task));
        } else {
          indexes.add(place);
        }
      } else {
        fields.faultBelow("tasks", "/" + at, "must be an index from 0 or a custom id");
      }
    }
    return TaskSet.of(indexes.stream().mapToInt(Integer::intValue).toArray());
  }
}
