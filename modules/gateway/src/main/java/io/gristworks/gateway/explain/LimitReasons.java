package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Phrases.count;

import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.core.view.QueueStatus.LimitUse;
import io.gristworks.gateway.explain.Reason.Kind;
import java.util.List;
import java.util.Map;

/** What the limits of a job's queue, tenant and operation let wait of it. */
final class LimitReasons {
  private final String tenant;
  private final JobStatus job;
  private final QueueStatus queue;
  private final List<Reason> reasons;

  LimitReasons(String tenant, JobStatus job, QueueStatus queue, List<Reason> reasons) {
    this.tenant = tenant;
    this.job = job;
    this.queue = queue;
    this.reasons = reasons;
  }

  void add() {
    for (var use : queue.load().limits()) {
      if (concerns(use)) {
        if (use.measure().equals("per_second")) {
          rate(use);
        } else if (!use.counted() || use.out() >= use.limit()) {
          concurrency(use);
        }
      }
    }
  }

  private boolean concerns(LimitUse use) {
    return switch (use.scope()) {
      case "queue" -> true;
      case "tenant" -> use.name().equals(tenant);
      case "operation" -> use.name().equals(job.operation());
      default -> false; // a later version may know of others
    };
  }

  private void concurrency(LimitUse use) {
    var limit = "at most " + count((long) use.limit(), "task") + " of " + whose(use);
    reason(
        use,
        limit
            + " may go on at once, "
            + (use.counted() ? "and do" : "and a new work pool is counting how many do"));
  }

  private void rate(LimitUse use) {
    reason(use, "at most " + use.limit() + " tasks of " + whose(use) + " are handed out a second");
  }

  private static String whose(LimitUse use) {
    return use.scope() + " " + use.name();
  }

  private void reason(LimitUse use, String sentence) {
    reasons.add(
        new Reason(
            Kind.LIMIT_REACHED,
            sentence,
            Map.of(
                "scope",
                use.scope(),
                use.measure(),
                use.limit(),
                "pending",
                job.counts().pending())));
  }
}
