package io.gristworks.gateway.submit;

import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobTimes;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.gateway.request.LimitFields;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.TimeFields;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what few jobs say.
 *
 * <pre>
 *   max_failures         so many tasks may fail (a number), or a share of them ("5%")
 *   then                 "pause" (usual) or "cancel": what happens when one more has failed
 *   continue_on_failure  false: the first failure cancels the job
 *   crash_budget         how many more nodes a task may take down, 0 to 100; 2
 *   limits               see {@link LimitFields}
 *   start_at, deadline   "2026-01-31T08:00:00Z": not before; what has no outcome then is cancelled
 *   timeout_total(_ms)   likewise, so long after the first task was handed out, up to 365 days
 *   tasks_from, reduce   see {@link #source}
 * </pre>
 */
final class OptionsReader {
  static final List<String> FIELDS =
      List.of(
          "max_failures",
          "then",
          "continue_on_failure",
          "crash_budget",
          "limits",
          "start_at",
          "deadline",
          "timeout_total",
          "timeout_total_ms");

  /** What only a job among others can say. */
  static final List<String> OF_A_STEP = List.of("after", "tasks_from", "reduce");

  private static final long YEAR_MS = 365L * 86_400_000;
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?) ?%");

  private OptionsReader() {}

  static JobOptions read(RequestFields job, TaskSource source) {
    int crashes = (int) job.integer("crash_budget", 0, 100, JobOptions.USUAL.crashBudget());
    return new JobOptions(source, budget(job), LimitFields.read(job), times(job), crashes);
  }

  private static FailureBudget budget(RequestFields job) {
    boolean goesOn = job.flag("continue_on_failure", true);
    if (!goesOn && job.has("max_failures")) {
      job.fault("max_failures", "is given beside continue_on_failure; one of them is enough");
    }
    var usual = goesOn ? FailureBudget.Then.PAUSE : FailureBudget.Then.CANCEL;
    var then = job.constant("then", FailureBudget.Then.class, usual);
    if (!goesOn) {
      return FailureBudget.tasks(0, then);
    }
    if (!job.has("max_failures")) {
      if (job.has("then")) {
        job.fault("then", "says what follows max_failures, which is missing");
      }
      return FailureBudget.UNLIMITED;
    }
    return most(job, then);
  }

  private static FailureBudget most(RequestFields job, FailureBudget.Then then) {
    var node = job.small("max_failures");
    if (node == null) {
      return FailureBudget.UNLIMITED;
    }
    if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0) {
      return FailureBudget.tasks(node.intValue(), then);
    }
    var percent = PERCENT.matcher(node.isTextual() ? node.textValue() : "");
    if (percent.matches()) {
      double most = Double.parseDouble(percent.group(1));
      if (most <= 100) {
        return FailureBudget.percent(most, then);
      }
    }
    job.fault(
        "max_failures",
        "must be a whole number from 0 or a share such as \"5%\", was "
            + RequestFields.shortly(node));
    return FailureBudget.UNLIMITED;
  }

  private static JobTimes times(RequestFields job) {
    var startAt = TimeFields.instant(job, "start_at");
    var deadline = TimeFields.instant(job, "deadline");
    if (startAt != null && deadline != null && !deadline.isAfter(startAt)) {
      job.fault("deadline", "must be after start_at, " + startAt + ", was " + deadline);
    }
    return new JobTimes(startAt, deadline, TimeFields.length(job, "timeout_total", 1, YEAR_MS));
  }

  /** How the results of another job become tasks. */
  enum Mode {
    /** As they come. */
    STREAM,
    /** Once that job has completed. */
    COLLECT
  }

  /**
   * Where the tasks come from: {@code tasks_from}, the name of a job whose results become the tasks
   * or {@code {"job": name, "mode": "stream" | "collect"}}; or {@code "reduce": true} for a single
   * task that receives the results of all jobs that the job waits for. Neither: the submitter.
   */
  static TaskSource source(RequestFields job) {
    boolean reduces = job.flag("reduce");
    var from = job.small("tasks_from");
    if (from == null) {
      return reduces ? TaskSource.REDUCED : TaskSource.SUBMITTED;
    }
    if (reduces) {
      job.fault("reduce", "is given beside tasks_from; one of them is enough");
    }
    if (from.isTextual()) {
      return TaskSource.streamed(job.name("tasks_from", "?"));
    }
    var fields = job.inner("tasks_from");
    if (fields == null) {
      return TaskSource.SUBMITTED;
    }
    fields.allow(List.of("job", "mode"));
    if (!fields.has("job")) {
      fields.fault("job", "is missing; it names the job whose results become the tasks");
    }
    var name = fields.name("job", "?");
    return switch (fields.constant("mode", Mode.class, Mode.STREAM)) {
      case STREAM -> TaskSource.streamed(name);
      case COLLECT -> TaskSource.collected(name);
    };
  }
}
