package io.gristworks.simulation;

import java.io.PrintWriter;
import java.util.Locale;

/** Writes down what was seen: for people, or a JSON object a line for programs. */
final class Report {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Form form;

  /** How. */
  enum Form {
    /** For people. */
    text,
    /** An object a line. */
    json
  }

  /**
   * A report.
   *
   * @param out where results go
   * @param err where all goes that is of the moment, and traces
   */
  Report(PrintWriter out, PrintWriter err, Form form) {
    this.out = out;
    this.err = err;
    this.form = form;
  }

  @SuppressWarnings("AnnotateFormatMethod") // would need a library for one annotation
  private static void print(PrintWriter where, String line, Object... values) {
    where.println(String.format(Locale.ROOT, line, values));
    where.flush();
  }

  private boolean isJson() {
    return form == Form.json;
  }

  /** How far it has come. */
  void soFar(long done, long of, long bad, long nanos) {
    print(err, "%d of %d seeds, %d failed, %.0f s", done, of, bad, nanos / 1e9);
  }

  /** One seed, with its trace. */
  void seed(Outcome outcome) {
    outcome.trace().forEach(line -> print(isJson() ? err : out, "%s", line));
    var broken = outcome.broken();
    if (isJson()) {
      print(
          out,
          "{\"seed\":%d,\"commit\":\"%s\",\"good\":%b,\"broken\":\"%s\",\"hash\":\"%016x\","
              + "\"steps\":%d,\"simulated_seconds\":%.1f}",
          outcome.seed(),
          Commit.here(),
          broken == null,
          broken == null ? "" : escaped(broken.toString()),
          outcome.hash(),
          outcome.steps(),
          outcome.simulatedSeconds());
    } else {
      print(
          out,
          "seed %d at commit %s: %s, hash %016x, %d steps, %.1f simulated s",
          outcome.seed(),
          Commit.here(),
          broken == null ? "good" : broken,
          outcome.hash(),
          outcome.steps(),
          outcome.simulatedSeconds());
    }
  }

  private static String escaped(String words) {
    return words.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }

  /** All seeds. */
  void days(long seeds, long bad, double simulatedSeconds, long nanos) {
    print(
        out,
        isJson()
            ? "{\"seeds\":%d,\"failed\":%d,\"simulated_hours\":%.1f,\"seconds\":%.1f}"
            : "%d seeds, %d failed: %.1f simulated hours in %.1f s",
        seeds,
        bad,
        simulatedSeconds / 3_600,
        nanos / 1e9);
  }

  /** The names of the columns of {@link #row}. */
  void head() {
    if (!isJson()) {
      print(
          out,
          "%7s %12s %10s %10s %14s %10s %10s %10s %12s %8s %8s",
          "nodes",
          "tasks",
          "seconds",
          "efficient",
          "coordinators/s",
          "busiest/s",
          "reports/s",
          "pool/s",
          "nodes/s",
          "took",
          "heap");
    }
  }

  /** One size of a cluster. */
  void row(Scaling.Row row) {
    print(
        out,
        isJson()
            ? "{\"nodes\":%d,\"tasks\":%d,\"simulated_seconds\":%.1f,\"efficiency\":%.3f,"
                + "\"coordinator_messages_per_second\":%.0f,"
                + "\"busiest_coordinator_messages_per_second\":%.0f,"
                + "\"busiest_coordinator_reports_per_second\":%.0f,"
                + "\"pool_messages_per_second\":%.0f,\"node_messages_per_second\":%.0f,"
                + "\"seconds\":%.1f,\"heap_megabytes\":%d}"
            : "%7d %12d %10.1f %10.3f %14.0f %10.0f %10.0f %10.0f %12.0f %7.1fs %6dMB",
        row.nodes(),
        row.tasks(),
        row.simulatedSeconds(),
        row.efficiency(),
        row.coordinatorMessages(),
        row.busiestMessages(),
        row.busiestReports(),
        row.poolMessages(),
        row.nodeMessages(),
        row.wallSeconds(),
        row.heapBytes() >> 20);
  }

  /** How long nothing was granted, in seconds. */
  void pauses(int nodes, double afterDeath, double afterHandOver) {
    print(
        out,
        isJson()
            ? "{\"nodes\":%d,\"pause_after_death_seconds\":%.2f,"
                + "\"pause_after_hand_over_seconds\":%.2f}"
            : "%d nodes: nothing granted for %.2f s after the pool's node died, for %.2f s after it"
                + " handed the pool over",
        nodes,
        afterDeath,
        afterHandOver);
  }
}
