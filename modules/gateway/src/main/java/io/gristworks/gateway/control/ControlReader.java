package io.gristworks.gateway.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.task.TaskSet;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.submit.Fields;
import io.gristworks.gateway.submit.LimitsReader;
import io.gristworks.gateway.submit.Moments;
import io.gristworks.gateway.submit.RawObject;
import java.time.Duration;
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
  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_GROUP = 300;
  private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_GRACE = Duration.ofDays(1);

  private final ActorSystem<?> system;

  ControlReader(ActorSystem<?> system) {
    this.system = system;
  }

  BatchCommand pause(HttpRequest request, @Nullable String job) {
    var by = Caller.of(request).name();
    return SmallBody.read(
        request,
        system,
        List.of("reason"),
        (fields, _) -> new BatchCommand.Pause(job, by, fields.title("reason", "", LONGEST_REASON)));
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
            List.of("priority", "limits", "deadline"),
            (fields, _) -> changes(fields, job, caller.name()));
    for (var command : commands) {
      if (command instanceof BatchCommand.SetPriority(_, var priority, _)) {
        requireAllowed(caller, priority);
      }
    }
    return commands;
  }

  static void requireAllowed(Caller caller, Priority priority) {
    if (priority.goesFirst()) {
      caller.requireAdmin("priority critical");
    }
  }

  private static List<BatchCommand> changes(Fields fields, @Nullable String job, String by) {
    var commands = new ArrayList<BatchCommand>();
    if (fields.has("priority")) {
      var priority = fields.constant("priority", Priority.class, Priority.NORMAL);
      commands.add(new BatchCommand.SetPriority(job, priority, by));
    }
    if (fields.has("limits") || fields.isNull("limits")) {
      commands.add(new BatchCommand.SetLimits(job, LimitsReader.read(fields), by));
    }
    if (fields.has("deadline") || fields.isNull("deadline")) {
      commands.add(new BatchCommand.SetDeadline(job, Moments.instant(fields, "deadline"), by));
    }
    if (commands.isEmpty()) {
      throw new ProblemFound(
          Problem.invalid("", "there is nothing to change; say priority, limits or deadline"));
    }
    return commands;
  }

  /** How a cancellation treats what runs. */
  private enum Mode {
    NOW,
    GRACEFUL
  }

  static BatchCommand cancel(HttpRequest request, @Nullable String job) {
    var query = Queries.of(request);
    var mode = Queries.constant(query, "mode", Mode.class);
    var text = query.get("grace").orElse("");
    if (mode != Mode.GRACEFUL && !text.isEmpty()) {
      throw new ProblemFound(Problem.invalid("/grace", "grace goes with mode=graceful alone"));
    }
    var grace = text.isEmpty() ? USUAL_GRACE : Moments.length(text).orElse(null);
    if (grace == null || grace.compareTo(LONGEST_GRACE) > 0) {
      throw new ProblemFound(
          Problem.invalid(
              "/grace",
              "grace must be a time such as 30s, at most 1d, was '" + Fields.shortly(text) + "'"));
    }
    var reason = query.get("reason").orElse("");
    if (reason.length() > LONGEST_REASON) {
      throw new ProblemFound(
          Problem.invalid("/reason", "reason has over " + LONGEST_REASON + " characters"));
    }
    return new BatchCommand.Cancel(
        job,
        reason.isEmpty() ? "cancelled on request" : reason,
        mode == Mode.GRACEFUL ? grace : null);
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
                job,
                selection(fields, object, job, places),
                (int) fields.integer("canary", 1, 1_000_000, 0),
                by));
  }

  private static Selection selection(
      Fields fields, RawObject object, @Nullable String job, ToIntFunction<String> places) {
    var given = List.of("group", "tasks", "all").stream().filter(fields::has).toList();
    if (given.size() > 1) {
      fields.fault(given.get(1), "is given beside " + given.getFirst() + "; say one of them");
    }
    if (fields.has("all") && !fields.flag("all")) {
      fields.fault("all", "can only be true; or say group or tasks");
    }
    var group = fields.title("group", "", LONGEST_GROUP);
    if (!group.isEmpty()) {
      return new Selection.OfGroup(group);
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

  private static TaskSet tasks(Fields fields, JsonNode list, ToIntFunction<String> places) {
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
          fields.faultBelow("tasks", "/" + at, "there is no task " + Fields.shortly(task));
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
