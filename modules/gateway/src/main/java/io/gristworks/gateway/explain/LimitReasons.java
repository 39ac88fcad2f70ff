package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Phrases.count;

import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.core.view.QueueStatus.LimitPart;
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
    for (var part : queue.load().limits()) {
      if (concerns(part)) {
        if (part.measure().equals("per_second")) {
          rate(part);
        } else if (part.out() >= part.part()) {
          concurrency(part);
        }
      }
    }
  }

  private boolean concerns(LimitPart part) {
    return switch (part.scope()) {
      case "queue" -> true;
      case "tenant" -> part.name().equals(tenant);
      case "operation" -> part.name().equals(job.operation());
      default -> false; // a later version may know of others
    };
  }

  private void concurrency(LimitPart part) {
    var limit = "at most " + count((long) part.limit(), "task") + " of " + whose(part);
    if (part.part() >= part.limit()) {
      reason(part, limit + " may go on at once, and do");
    } else if (part.part() == 0) {
      reason(part, limit + " may go on at once, and other queues have all of them now");
    } else {
      reason(
          part,
          limit
              + " may go on at once; queue "
              + queue.queue()
              + " has "
              + (long) part.part()
              + " of them, other queues the rest");
    }
  }

  private void rate(LimitPart part) {
    var limit = "at most " + part.limit() + " tasks of " + whose(part) + " are handed out a second";
    boolean whole = part.part() >= part.limit();
    reason(part, whole ? limit : limit + ", " + part.part() + " of them in queue " + queue.queue());
  }

  private static String whose(LimitPart part) {
    return part.scope() + " " + part.name();
  }

  private void reason(LimitPart part, String sentence) {
    reasons.add(
        new Reason(
            Kind.LIMIT_REACHED,
            sentence,
            Map.of(
                "scope",
                part.scope(),
                part.measure(),
                part.limit(),
                "part",
                part.part(),
                "pending",
                job.counts().pending())));
  }
}
