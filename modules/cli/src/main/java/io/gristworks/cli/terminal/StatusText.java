package io.gristworks.cli.terminal;

import static io.gristworks.cli.terminal.TextFormat.count;

import io.gristworks.client.WorkStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A status in words. */
public final class StatusText {
  private StatusText() {}

  /** All of it, over several lines; of a batch with its jobs. */
  public static void print(WorkStatus status, PrintWriter out) {
    var title = new ArrayList<String>();
    title.add(status.id().value());
    if (!status.operation().isEmpty()) {
      title.add(status.operation());
    }
    out.println(String.join("  ", title) + "  " + status.state());
    if (!status.reason().isEmpty()) {
      out.println("  " + status.reason());
    }
    out.println("  tasks     " + counts(status.counts()));
    out.println("  progress  " + progress(status));
    out.println("  times     " + times(status));
    if (!status.counters().isEmpty()) {
      out.println("  counted   " + counters(status));
    }
    errors(status, out);
    if (status.jobs().size() > 1) {
      jobs(status, out);
    }
    out.flush();
  }

  /** How far, how fast, how long still: in one line. */
  public static String line(WorkStatus status) {
    return status.state() + "  " + progress(status);
  }

  /** What stands beside a bar. */
  public static String pace(WorkStatus status) {
    var words = new ArrayList<String>();
    if (status.state().isFinal()) {
      words.add(status.state().toString());
    } else if (status.tasksPerSecond() > 0) {
      words.add(TextFormat.rate(status.tasksPerSecond()));
      status.eta().ifPresent(left -> words.add(TextFormat.time(left) + " left"));
    } else {
      words.add(status.state().toString());
    }
    if (status.counts().failed() > 0) {
      words.add(count(status.counts().failed()) + " failed");
    }
    return String.join(", ", words);
  }

  /** A whole share as {@code 12.5 %}. */
  public static String percent(WorkStatus status) {
    return status.share().isPresent()
        ? String.format(
            Locale.ROOT, "%.1f %%", Math.floor(status.share().getAsDouble() * 1000) / 10)
        : "-";
  }

  private static String progress(WorkStatus status) {
    var counts = status.counts();
    return "%s of %s (%s), %s"
        .formatted(count(counts.completed()), count(counts.total()), percent(status), pace(status));
  }

  private static String counts(WorkStatus.Counts counts) {
    var words = new ArrayList<String>();
    words.add(count(counts.succeeded()) + " succeeded");
    words.add(count(counts.failed()) + " failed");
    addUnlessNone(words, counts.cancelled(), "cancelled");
    addUnlessNone(words, counts.leased(), "running");
    addUnlessNone(words, counts.waitingRetry(), "waiting for another try");
    addUnlessNone(words, counts.pending(), "pending");
    return String.join(", ", words);
  }

  private static void addUnlessNone(List<String> words, long number, String what) {
    if (number > 0) {
      words.add(count(number) + " " + what);
    }
  }

  private static String times(WorkStatus status) {
    var words = new ArrayList<String>();
    status.createdAt().ifPresent(at -> words.add("accepted " + TextFormat.second(at)));
    status.startedAt().ifPresent(at -> words.add("started " + TextFormat.second(at)));
    status.finishedAt().ifPresent(at -> words.add("finished " + TextFormat.second(at)));
    status.took().ifPresent(time -> words.add("took " + TextFormat.time(time)));
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private static String counters(WorkStatus status) {
    return status.counters().entrySet().stream()
        .map(counter -> counter.getKey() + " " + count(counter.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static void errors(WorkStatus status, PrintWriter out) {
    for (var group : status.errors()) {
      out.println(
          "  error     %s, %s; first at task %s: %s"
              .formatted(
                  group.kind(),
                  count(group.count(), "time"),
                  group.sampleTask(),
                  group.sampleMessage()));
    }
  }

  private static void jobs(WorkStatus batch, PrintWriter out) {
    var table = new Table("  JOB", "OPERATION", "STATUS", "DONE", "TOTAL", "FAILED");
    for (var job : batch.jobs()) {
      table.row(
          "  " + job.name(),
          job.operation(),
          job.state().toString(),
          percent(job),
          count(job.counts().total()),
          count(job.counts().failed()));
    }
    table.print(out, "");
  }
}
