package io.gristworks.gateway.control;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.Priority;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Permissions;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.request.LimitFields;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.TimeFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be wished, in the words in which it is said of one batch or job and of many batches
 * alike. What is wrong is told to the fields; what comes back then is of no use.
 */
public final class CommandFields {
  /** The fields of {@link #changes}. */
  public static final List<String> CHANGES = List.of("priority", "limits", "deadline");

  /** The fields of {@link #cancel}. */
  public static final List<String> CANCELLATION = List.of("mode", "grace", "reason");

  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_GROUP = 300;
  private static final int CANARY_MOST = 1_000_000;
  private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_GRACE = Duration.ofDays(1);

  private CommandFields() {}

  /** How a cancellation treats what runs. */
  private enum Mode {
    NOW,
    GRACEFUL
  }

  /** {@code reason}: why, for people. */
  public static String reason(RequestFields fields) {
    return fields.title("reason", "", LONGEST_REASON);
  }

  /** A pause with its {@code reason}. */
  public static BatchCommand pause(RequestFields fields, @Nullable String job, String by) {
    return new BatchCommand.Pause(job, by, reason(fields));
  }

  /**
   * Some of {@code priority}, {@code limits} and {@code deadline}.
   *
   * @throws ProblemFound 422 where there is none of them
   */
  public static List<BatchCommand> changes(RequestFields fields, @Nullable String job, String by) {
    var commands = new ArrayList<BatchCommand>();
    if (fields.has("priority")) {
      var priority = fields.constant("priority", Priority.class, Priority.NORMAL);
      commands.add(new BatchCommand.SetPriority(job, priority, by));
    }
    if (fields.has("limits") || fields.isNull("limits")) {
      commands.add(new BatchCommand.SetLimits(job, LimitFields.read(fields), by));
    }
    if (fields.has("deadline") || fields.isNull("deadline")) {
      commands.add(new BatchCommand.SetDeadline(job, TimeFields.instant(fields, "deadline"), by));
    }
    if (commands.isEmpty()) {
      throw new ProblemFound(
          Problem.invalid("", "there is nothing to change; say priority, limits or deadline"));
    }
    return commands;
  }

  /**
   * Goes on where the caller may change that.
   *
   * @throws ProblemFound 403
   */
  public static void requireAllowed(Caller caller, List<BatchCommand> commands) {
    Permissions.requireMayGive(
        caller,
        commands.stream()
            .flatMap(
                command ->
                    command instanceof BatchCommand.SetPriority(_, var priority, _)
                        ? Stream.of(priority)
                        : Stream.empty()));
  }

  /** A cancellation with {@code mode}, {@code grace} and {@code reason}. */
  public static BatchCommand cancel(RequestFields fields, @Nullable String job) {
    var mode = fields.constant("mode", Mode.class, Mode.NOW);
    var text = fields.text("grace");
    if (mode != Mode.GRACEFUL && text != null) {
      fields.fault("grace", "goes with mode=graceful alone");
    }
    var grace = text == null ? USUAL_GRACE : TimeFields.length(text).orElse(null);
    if (grace == null || grace.compareTo(LONGEST_GRACE) > 0) {
      fields.fault(
          "grace",
          "must be a time such as 30s, at most 1d, was '"
              + RequestFields.shortly(String.valueOf(text))
              + "'");
    }
    var reason = reason(fields);
    return new BatchCommand.Cancel(
        job,
        reason.isEmpty() ? "cancelled on request" : reason,
        mode == Mode.GRACEFUL ? grace : null);
  }

  /** All failed tasks, or those of {@code group}. */
  public static Selection selection(RequestFields fields) {
    var group = fields.title("group", "", LONGEST_GROUP);
    return group.isEmpty() ? new Selection.All() : new Selection.OfGroup(group);
  }

  /** {@code canary}: so many first; 0 for all at once. */
  public static int canary(RequestFields fields) {
    return (int) fields.integer("canary", 1, CANARY_MOST, 0);
  }
}
