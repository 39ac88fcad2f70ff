package io.gristworks.engine.worker.outcome;

import io.gristworks.core.task.TaskError;
import io.gristworks.engine.operation.BadInput;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskFailure;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;

/** What is kept of what went wrong: bounded, and with a kind by which it is grouped. */
public final class Failures {
  /** The kind of an attempt whose time was over. */
  static final String TIMEOUT = "timeout";

  private Failures() {}

  /** Whatever a handler threw. */
  public static TaskError of(Throwable thrown) {
    try {
      return switch (thrown) {
        case PermanentFailure failure -> ofKind(failure, true);
        case TaskFailure failure -> ofKind(failure, false);
        case BadInput bad -> badInput(bad);
        case StreamBroken broken -> broken.error();
        default -> new TaskError(kind(thrown), message(thrown), trace(thrown), false);
      };
    } catch (RuntimeException silent) { // an exception whose own methods throw
      return new TaskError(kind(thrown), thrown.getClass().getName(), null, false);
    }
  }

  private static TaskError ofKind(TaskFailure failure, boolean permanent) {
    var cause = failure.getCause();
    return new TaskError(
        failure.kind(), message(failure), cause == null ? null : trace(cause), permanent);
  }

  private static String message(Throwable thrown) {
    var said = thrown.getMessage();
    return said == null ? thrown.toString() : said;
  }

  private static TaskError badInput(BadInput bad) {
    return permanent("bad_input", where(bad) + bad.getMessage());
  }

  private static String where(BadInput bad) {
    return bad.pointer().isEmpty() ? "" : bad.pointer() + ": ";
  }

  /** A result of another job is not what a reduce operation takes. */
  public static TaskError badResult(String job, int task, BadInput bad) {
    return permanent(
        "bad_input",
        "the result of task " + task + " of job " + job + ": " + where(bad) + bad.getMessage());
  }

  /** The results of other jobs could not be read, this time. */
  public static TaskError resultsUnread(String why) {
    return new TaskError(
        "results_unavailable", "the results to reduce cannot be read: " + why, null, false);
  }

  /** Stored results of other jobs are gone, or damaged. */
  public static TaskError resultsMissing(Throwable why) {
    return permanent("results_missing", "the stored results cannot be read: " + why.getMessage());
  }

  /** A job and its operation, or what the operation opens, are not of one mind. */
  public static TaskError wrongOperation(String message) {
    return permanent("wrong_operation", message);
  }

  /** The handler could not be opened; another node, or another time, may do better. */
  public static TaskError handlerUnavailable(String operation, Throwable why) {
    return new TaskError(
        "handler_unavailable",
        "the handler of " + operation + " did not open: " + why,
        trace(why),
        false);
  }

  /** The time of an attempt was over. */
  public static TaskError timeout(Duration limit) {
    return new TaskError(TIMEOUT, "no result within " + text(limit), null, false);
  }

  /** A result has more bytes than {@code limit}. */
  public static TaskError resultTooLarge(int limit) {
    return permanent("result_too_large", "the result is more than " + limit + " bytes of JSON");
  }

  /** A result cannot be written as JSON. */
  public static TaskError unwritableResult(Throwable why) {
    return new TaskError(
        "unwritable_result",
        "the result cannot be written as JSON: " + why.getMessage(),
        trace(why),
        true);
  }

  /** The input of a task cannot be read from the store. */
  public static TaskError inputMissing(Throwable why) {
    return permanent("input_missing", "the stored input cannot be read: " + why.getMessage());
  }

  /** A handler of many tasks at once answered for another number of tasks. */
  public static TaskError verdictMismatch(int verdicts, int tasks) {
    return new TaskError(
        "verdict_mismatch",
        "the handler gave " + verdicts + " verdicts for " + tasks + " tasks",
        null,
        false);
  }

  private static TaskError permanent(String kind, String message) {
    return new TaskError(kind, message, null, true);
  }

  private static String kind(Throwable thrown) {
    var simple = thrown.getClass().getSimpleName();
    return simple.isEmpty() ? thrown.getClass().getName() : simple;
  }

  private static String trace(Throwable thrown) {
    var text = new BoundedWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Whole seconds as {@code 60 s}, all else as {@code 250 ms}. */
  static String text(Duration duration) {
    return duration.toNanosPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  /** Keeps the beginning: a stack overflow's trace with its causes can be megabytes. */
  private static final class BoundedWriter extends Writer {
    private final StringBuilder kept = new StringBuilder();

    @Override
    public void write(char[] source, int offset, int length) {
      kept.append(source, offset, Math.min(length, TaskError.DETAIL_BYTES_MAX - kept.length()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return kept.toString();
    }
  }
}
