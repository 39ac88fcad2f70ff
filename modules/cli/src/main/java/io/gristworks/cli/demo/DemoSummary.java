package io.gristworks.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import io.gristworks.client.WorkStatus;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * What the demo has to tell.
 *
 * @param end the scan's final status
 * @param took from the submission until the end was known here
 * @param matches what it found
 */
record DemoSummary(WorkStatus end, Duration took, TopMatches matches) {
  private double tasksPerSecond() {
    return end.counts().completed() / Math.max(1e-9, took.toNanos() / 1e9);
  }

  void print(PrintWriter out) {
    out.println("  processed   " + TextFormat.count(end.counts().completed(), "symbol"));
    out.println("  errors      " + TextFormat.count(end.counts().failed()));
    out.println(
        "  matches     "
            + TextFormat.count(matches.days(), "day")
            + " in "
            + TextFormat.count(matches.symbols(), "symbol"));
    out.println("  total time  " + TextFormat.time(took) + ", submission included");
    out.println("  rate        " + TextFormat.rate(tasksPerSecond()));
    for (var error : end.errors()) {
      out.println(
          "  error       "
              + error.kind()
              + ", "
              + TextFormat.count(error.count(), "time")
              + ": "
              + error.sampleMessage());
    }
    if (!matches.best().isEmpty()) {
      out.println();
      var table = new Table("  TOP MATCHES", "DAYS", "LATEST");
      for (var match : matches.best()) {
        table.row("  " + match.symbol(), TextFormat.count(match.days()), match.latest());
      }
      table.print(out, "");
    }
    out.println();
  }

  JsonNode document() {
    var document = new JsonMapper().createObjectNode();
    document.put("prices", "simulated");
    document.put("formula", Demo.FORMULA);
    document.put("processed", end.counts().completed());
    document.put("errors", end.counts().failed());
    document.put("matching_symbols", matches.symbols());
    document.put("matching_days", matches.days());
    document.put("total_time_ms", took.toMillis());
    document.put("tasks_per_second", Math.rint(tasksPerSecond() * 10) / 10);
    var best = document.putArray("top_matches");
    for (var match : matches.best()) {
      best.addObject()
          .put("symbol", match.symbol())
          .put("days", match.days())
          .put("latest", match.latest());
    }
    document.set("status", end.document());
    return document;
  }
}
