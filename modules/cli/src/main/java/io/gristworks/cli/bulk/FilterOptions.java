package io.gristworks.cli.bulk;

import io.gristworks.cli.control.DeadlineText;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.BulkRequest;
import io.gristworks.client.WorkId;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which batches are meant, or which of their jobs; all that is said must hold. */
final class FilterOptions {
  @Option(
      names = {"--status", "--state"},
      split = ",",
      paramLabel = "STATUS",
      description = "Only what stands so, such as running,paused.")
  private @Nullable List<String> statuses;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only of this tenant.")
  private @Nullable String tenant;

  @Option(
      names = "--operation",
      paramLabel = "NAME",
      description = "Only batches with a job of this operation.")
  private @Nullable String operation;

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description = "Only batches with a job in this queue.")
  private @Nullable String queue;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Only of this name, or beginning so: nightly*.")
  private @Nullable String name;

  @Option(
      names = "--submitted-after",
      paramLabel = "TIME",
      description = "Only what was submitted later, such as 2026-01-31T08:00:00Z.")
  private @Nullable String after;

  @Option(
      names = "--submitted-before",
      paramLabel = "TIME",
      description = "Only what was submitted earlier.")
  private @Nullable String before;

  @Option(names = "--batches", split = ",", paramLabel = "ID", description = "Only these batches.")
  private @Nullable List<String> batches;

  @Option(
      names = "--job-status",
      split = ",",
      paramLabel = "STATUS",
      description = "Not whole batches: only those of their jobs that stand so.")
  private @Nullable List<String> jobStatuses;

  @Option(
      names = "--job-operation",
      paramLabel = "NAME",
      description = "Not whole batches: only their jobs of this operation.")
  private @Nullable String jobOperation;

  @Option(
      names = "--job-queue",
      paramLabel = "NAME",
      description = "Not whole batches: only their jobs in this queue.")
  private @Nullable String jobQueue;

  @Option(
      names = "--job-name",
      paramLabel = "NAME",
      description = "Not whole batches: only their jobs of this name, or beginning so: scan*.")
  private @Nullable String jobName;

  @Option(names = "--all", description = "Every batch that can be meant, in place of a filter.")
  private boolean all;

  /** The request, for these batches alone. */
  BulkRequest narrow(BulkRequest request) {
    boolean says =
        Stream.of(
                statuses,
                tenant,
                operation,
                queue,
                name,
                after,
                before,
                batches,
                jobStatuses,
                jobOperation,
                jobQueue,
                jobName)
            .anyMatch(Objects::nonNull);
    if (all == says) {
      throw new UsageError("say which batches, such as --status running or --name 'x*'; or --all");
    }
    if (all) {
      return request.forAll();
    }
    var narrowed = with(request, statuses, BulkRequest::withStatus);
    narrowed = with(narrowed, tenant, BulkRequest::withTenant);
    narrowed = with(narrowed, operation, BulkRequest::withOperation);
    narrowed = with(narrowed, queue, BulkRequest::withQueue);
    narrowed = with(narrowed, name, BulkRequest::withName);
    narrowed =
        with(narrowed, after, (it, text) -> it.withSubmittedAfter(DeadlineText.moment(text)));
    narrowed =
        with(narrowed, before, (it, text) -> it.withSubmittedBefore(DeadlineText.moment(text)));
    narrowed = with(narrowed, batches, (it, ids) -> it.withBatches(ids(ids)));
    return ofJobs(narrowed);
  }

  private BulkRequest ofJobs(BulkRequest request) {
    var narrowed = with(request, jobStatuses, BulkRequest::withJobStatus);
    narrowed = with(narrowed, jobOperation, BulkRequest::withJobOperation);
    narrowed = with(narrowed, jobQueue, BulkRequest::withJobQueue);
    return with(narrowed, jobName, BulkRequest::withJobName);
  }

  private static <T> BulkRequest with(
      BulkRequest request, @Nullable T said, BiFunction<BulkRequest, T, BulkRequest> how) {
    return said == null ? request : how.apply(request, said);
  }

  private static List<WorkId> ids(List<String> texts) {
    return texts.stream().map(FilterOptions::id).toList();
  }

  private static WorkId id(String text) {
    try {
      return new WorkId(text);
    } catch (IllegalArgumentException _) {
      throw new UsageError("not the id of a batch: '" + text + "'");
    }
  }
}
