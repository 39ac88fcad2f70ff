package io.gristworks.cli.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.io.PrintWriter;
import java.util.ArrayList;

/** Schedules as people read them. */
final class ScheduleText {
  private ScheduleText() {}

  /** In one line, such as {@code nightly: 0 2 * * * in UTC, next due 2026-03-01T02:00:00Z}. */
  static String line(JsonNode schedule) {
    return schedule.path("name").asText()
        + ": "
        + schedule.path("cron").asText()
        + " in "
        + schedule.path("zone").asText()
        + ", "
        + next(schedule);
  }

  private static String next(JsonNode schedule) {
    if (schedule.path("paused").asBoolean()) {
      return "paused";
    }
    return schedule.has("next_due")
        ? "next due " + schedule.path("next_due").asText()
        : "never due again";
  }

  /** Whole, with its last runs. */
  static void print(JsonNode schedule, PrintWriter out) {
    out.println(line(schedule));
    out.println("  id        " + schedule.path("id").asText());
    out.println(
        "  rules     missed times: "
            + schedule.path("misfire").asText()
            + ", while a run goes on: "
            + schedule.path("overlap").asText());
    out.println("  submits   " + work(schedule));
    if (schedule.has("queued_due")) {
      out.println("  waiting   " + schedule.path("queued_due").asText() + ", for the last run");
    }
    var skipped = schedule.path("skipped");
    if (skipped.path("count").asLong() > 0) {
      out.println(
          "  left out  %s, the last %s (%s)"
              .formatted(
                  TextFormat.count(skipped.path("count").asLong(), "due time"),
                  skipped.path("last_due").asText(),
                  skipped.path("reason").asText()));
    }
    out.println();
    var table = new Table("DUE", "BY", "STANDS", "TASKS", "FAILED", "MISSED", "BATCH");
    for (var run : schedule.path("runs")) {
      var counts = run.path("counts");
      table.row(
          run.path("due_at").asText(),
          run.path("by").asText(),
          run.path("status").asText(run.path("state").asText()),
          TextFormat.count(counts.path("total").asLong()),
          TextFormat.count(counts.path("failed").asLong()),
          TextFormat.count(run.path("missed").asLong()),
          run.path("batch").asText(run.path("why").asText("-")));
    }
    table.print(out, "no run yet; `grist schedule trigger` makes one now");
  }

  private static String work(JsonNode schedule) {
    var bytes = TextFormat.count(schedule.path("bytes").asLong(), "byte");
    if (schedule.has("job")) {
      return "a job of " + schedule.at("/job/operation").asText() + ", " + bytes;
    }
    var jobs = new ArrayList<String>();
    schedule.at("/batch/jobs").forEach(job -> jobs.add(job.path("operation").asText()));
    return jobs.isEmpty() ? bytes : "a batch of " + String.join(", ", jobs) + ", " + bytes;
  }
}
