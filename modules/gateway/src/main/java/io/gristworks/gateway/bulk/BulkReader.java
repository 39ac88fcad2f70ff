package io.gristworks.gateway.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.bulk.BulkAction;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.gateway.control.CommandFields;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.SmallBody;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Reads what is wished of many batches: the action, which batches (see {@link FilterReader}), and
 * beside them the fields that the same wish has of one batch.
 *
 * <pre>
 *   "action": pause    "reason"
 *             resume
 *             cancel   "mode", "grace", "reason"
 *             retry    "group", "canary"
 *             change   "priority", "limits", "deadline"
 *   "dry_run": true    tells which batches it would be, and changes nothing
 * </pre>
 */
final class BulkReader {
  private static final List<String> ALWAYS = List.of("action", "filter", "all", "dry_run");

  private final ActorSystem<?> system;

  BulkReader(ActorSystem<?> system) {
    this.system = system;
  }

  /** What is to be done, and whether it is only to be told what would be. */
  record Draft(BulkRequest wish, boolean dryRun) {}

  /**
   * Reads the body.
   *
   * @throws io.gristworks.gateway.problem.ProblemFound 400, 403, 413, 415 or 422
   */
  Draft read(HttpRequest request, Caller caller) {
    var known =
        Stream.concat(
                ALWAYS.stream(),
                Arrays.stream(BulkAction.values()).flatMap(action -> fieldsOf(action).stream()))
            .distinct()
            .toList();
    return SmallBody.read(request, system, known, (fields, _) -> draft(fields, caller));
  }

  private static List<String> fieldsOf(BulkAction action) {
    return switch (action) {
      case PAUSE -> List.of("reason");
      case RESUME -> List.of();
      case CANCEL -> CommandFields.CANCELLATION;
      case RETRY -> List.of("group", "canary");
      case CHANGE -> CommandFields.CHANGES;
    };
  }

  private static Draft draft(RequestFields fields, Caller caller) {
    var named = action(fields);
    named.ifPresent(action -> requireFitting(fields, action));
    var filter = FilterReader.read(fields, caller);
    var action = named.orElse(BulkAction.RESUME); // which says nothing more that could be wrong
    var commands = commands(fields, action, caller.name());
    CommandFields.requireAllowed(caller, commands);
    var reason = fieldsOf(action).contains("reason") ? CommandFields.reason(fields) : "";
    return new Draft(new BulkRequest(action, commands, filter, reason), fields.flag("dry_run"));
  }

  /** Empty where it is wrong, which is told. */
  private static Optional<BulkAction> action(RequestFields fields) {
    var known = "one of " + lower(BulkAction.values());
    if (!fields.has("action")) {
      fields.fault("action", "is missing; say " + known);
      return Optional.empty();
    }
    var text = fields.text("action");
    var action =
        Arrays.stream(BulkAction.values()).filter(it -> lower(it).equals(text)).findFirst();
    if (text != null && action.isEmpty()) {
      fields.fault("action", "must be " + known + ", was '" + RequestFields.shortly(text) + "'");
    }
    return action;
  }

  private static void requireFitting(RequestFields fields, BulkAction action) {
    for (var other : BulkAction.values()) {
      for (var field : fieldsOf(other)) {
        boolean isSaid = fields.has(field) || fields.isNull(field);
        if (isSaid && !fieldsOf(action).contains(field)) {
          fields.fault(field, "does not go with action " + lower(action));
        }
      }
    }
  }

  private static List<BatchCommand> commands(RequestFields fields, BulkAction action, String by) {
    return switch (action) {
      case PAUSE -> List.of(CommandFields.pause(fields, null, by));
      case RESUME -> List.of(new BatchCommand.Resume(null, by));
      case CANCEL -> List.of(CommandFields.cancel(fields, null));
      case RETRY ->
          List.of(
              new BatchCommand.RetryFailed(
                  null, CommandFields.selection(fields), CommandFields.canary(fields), by));
      case CHANGE -> CommandFields.changes(fields, null, by);
    };
  }

  static String lower(Object value) {
    var text = value instanceof Object[] all ? Arrays.toString(all) : value.toString();
    return text.toLowerCase(Locale.ROOT);
  }
}
