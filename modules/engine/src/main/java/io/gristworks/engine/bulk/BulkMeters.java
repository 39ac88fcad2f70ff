package io.gristworks.engine.bulk;

import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkProgress;
import java.util.List;
import java.util.Locale;
import kamon.Kamon;
import kamon.metric.Counter;

/** What is measured of bulk operations. Never tagged with one of them. Threads: any. */
final class BulkMeters {
  private static final Counter CHANGED = batches("changed");
  private static final Counter ALREADY = batches("already");
  private static final Counter REFUSED = batches("refused");

  private BulkMeters() {}

  private static Counter batches(String answer) {
    return Kamon.counter(
            "gristworks.bulk.batches", "Batches and jobs told something in bulk, by answer")
        .withTag("answer", answer);
  }

  static void answered(List<BulkAnswer> answers) {
    for (var answer : answers) {
      switch (answer) {
        case BulkAnswer.Changed _ -> CHANGED.increment();
        case BulkAnswer.Already _ -> ALREADY.increment();
        case BulkAnswer.Refused _ -> REFUSED.increment();
      }
    }
  }

  static void ended(BulkProgress progress) {
    Kamon.counter("gristworks.bulk.operations", "Bulk operations that have ended, by how")
        .withTag("state", progress.state().name().toLowerCase(Locale.ROOT))
        .increment();
  }
}
