package io.gristworks.cli.bulk;

import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import io.gristworks.client.BulkStatus;
import java.io.PrintWriter;
import java.util.ArrayList;

/** Bulk operations as people read them. */
final class BulkText {
  private BulkText() {}

  /** In one line, such as {@code o1 pause: running, 3 of 60 batches, 2 changed, 1 already so}. */
  static String line(BulkStatus status) {
    return status.id() + " " + status.action() + ": " + status.state() + ", " + progress(status);
  }

  /** Such as {@code 3 of 60 batches, 2 changed, 1 already so}. */
  private static String progress(BulkStatus status) {
    long all = Math.max(status.matched(), status.done());
    var one = status.isOfJobs() ? "job" : "batch";
    var many = status.isOfJobs() ? "jobs" : "batches";
    return "%s of %s %s, %s"
        .formatted(
            TextFormat.count(status.done()),
            TextFormat.count(all),
            all == 1 ? one : many,
            answers(status));
  }

  /** Such as {@code 2 changed, 1 already so}. */
  static String answers(BulkStatus status) {
    var words = new ArrayList<String>();
    words.add(TextFormat.count(status.changed()) + " changed");
    words.add(TextFormat.count(status.already()) + " already so");
    if (status.refused() > 0) {
      words.add(TextFormat.count(status.refused()) + " refused");
    }
    return String.join(", ", words);
  }

  /** Whole, with why batches refused. */
  static void print(BulkStatus status, PrintWriter out) {
    out.println(line(status));
    var document = status.document();
    if (document.hasNonNull("reason")) {
      out.println("  " + document.path("reason").asText());
    }
    out.println("  for       " + document.path("filter"));
    if (!document.path("with").isEmpty()) {
      out.println("  with      " + document.path("with"));
    }
    out.println(
        "  times     accepted "
            + TextFormat.second(document.path("accepted_at"))
            + (status.isFinal()
                ? ", finished " + TextFormat.second(document.path("finished_at"))
                : ""));
    if (!status.refusals().isEmpty()) {
      var table = new Table("  REFUSED BY", "WHY");
      status.refusals().forEach(refusal -> table.row("  " + refusal.who(), refusal.why()));
      table.print(out, "");
    }
    out.flush();
  }
}
