package io.gristworks.gateway.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkFilter;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.JobFilter;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.problem.RefusalText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bulk operation as users see it.
 *
 * @param with what was said beside the action: mode, priority, ...
 * @param matched how many batches, or jobs, matched when it was accepted
 * @param done how many have answered: {@code changed + already + refused}
 * @param already those that were as wished before
 * @param refusals some of the refused, with why
 */
record BulkView(
    String id,
    String action,
    String state,
    String by,
    @Nullable String reason,
    FilterView filter,
    Map<String, Object> with,
    long matched,
    long done,
    long changed,
    long already,
    long refused,
    List<RefusalView> refusals,
    Instant acceptedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Map<String, String> links) {

  /** {@code job} is absent where a whole batch has refused. */
  record RefusalView(String batch, @Nullable String job, String why) {}

  /** Which jobs of the batches. */
  record JobsView(
      @Nullable List<String> status,
      @Nullable String operation,
      @Nullable String queue,
      @Nullable String name) {
    static @Nullable JobsView of(@Nullable JobFilter jobs) {
      return jobs == null
          ? null
          : new JobsView(words(jobs.statuses()), jobs.operation(), jobs.queue(), jobs.name());
    }
  }

  private static @Nullable List<String> words(List<Status> statuses) {
    return statuses.isEmpty() ? null : statuses.stream().map(BulkReader::lower).toList();
  }

  /** What is not said is absent. */
  record FilterView(
      String tenant,
      @Nullable List<String> status,
      @Nullable String operation,
      @Nullable String queue,
      @Nullable String name,
      @Nullable Instant submittedAfter,
      @Nullable Instant submittedBefore,
      @Nullable List<String> batches,
      @Nullable JobsView jobs) {
    static FilterView of(BulkFilter filter) {
      return new FilterView(
          filter.tenant(),
          words(filter.statuses()),
          filter.operation(),
          filter.queue(),
          filter.name(),
          filter.submittedAfter(),
          filter.submittedBefore(),
          filter.batches().isEmpty()
              ? null
              : filter.batches().stream().map(BatchId::value).toList(),
          JobsView.of(filter.jobs()));
    }
  }

  static BulkView of(BulkOperation operation) {
    var wish = operation.wish();
    var progress = operation.progress();
    var self = path(operation);
    return new BulkView(
        operation.id().value(),
        BulkReader.lower(wish.action()),
        BulkReader.lower(progress.state()),
        operation.by(),
        wish.reason().isEmpty() ? null : wish.reason(),
        FilterView.of(wish.filter()),
        with(wish),
        operation.matched(),
        progress.done(),
        progress.changed(),
        progress.already(),
        progress.refused(),
        progress.samples().stream()
            .map(
                refusal ->
                    new RefusalView(refusal.batch().value(), refusal.job(), why(refusal.why())))
            .toList(),
        operation.acceptedAt(),
        progress.startedAt(),
        progress.finishedAt(),
        Map.of("self", self, "events", self + "/events"));
  }

  private static String why(@Nullable Refusal refusal) {
    return refusal == null
        ? "its coordinator did not answer; it may be so or not"
        : RefusalText.of(refusal);
  }

  static String path(BulkOperation operation) {
    return Mount.MAIN + "/operations/" + operation.id();
  }

  private static Map<String, Object> with(BulkRequest wish) {
    var with = new TreeMap<String, Object>();
    for (var command : wish.commands()) {
      switch (command) {
        case BatchCommand.Cancel(_, _, var grace) -> {
          with.put("mode", grace == null ? "now" : "graceful");
          if (grace != null) {
            with.put("grace_ms", grace.toMillis());
          }
        }
        case BatchCommand.SetPriority(_, var priority, _) ->
            with.put("priority", BulkReader.lower(priority));
        case BatchCommand.SetLimits(_, var limits, _) ->
            with.put(
                "limits",
                Map.of("max_concurrent", limits.maxConcurrent(), "per_second", limits.perSecond()));
        case BatchCommand.SetDeadline(_, var deadline, _) ->
            with.put("deadline", deadline == null ? "none" : deadline);
        case BatchCommand.RetryFailed(_, var selection, var canary, _) -> {
          if (selection instanceof BatchCommand.Selection.OfGroup(var group)) {
            with.put("group", group);
          }
          if (canary > 0) {
            with.put("canary", canary);
          }
        }
        case BatchCommand.Pause _, BatchCommand.Resume _, BatchCommand.AddJob _ -> {}
      }
    }
    return with;
  }
}
