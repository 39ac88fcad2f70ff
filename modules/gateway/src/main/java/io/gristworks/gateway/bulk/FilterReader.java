package io.gristworks.gateway.bulk;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkFilter;
import io.gristworks.core.bulk.JobFilter;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.TimeFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads which batches are meant, or which jobs of them.
 *
 * <pre>
 *   "filter": {"tenant": text, "status": one | [several], "operation": text, "queue": text,
 *              "name": text | "begins-with*", "submitted_after": time, "submitted_before": time,
 *              "batches": [id],
 *              "jobs": {"status": one | [several], "operation": text, "queue": text,
 *                       "name": text | "begins-with*"}}
 *   "all": true    in place of a filter: every batch of the caller's tenant
 * </pre>
 */
final class FilterReader {
  private static final List<String> KNOWN =
      List.of(
          "tenant",
          "status",
          "operation",
          "queue",
          "name",
          "submitted_after",
          "submitted_before",
          "batches",
          "jobs");
  private static final List<String> KNOWN_OF_JOBS = List.of("status", "operation", "queue", "name");
  private static final int LONGEST_NAME = 300;
  private static final int BATCHES_MOST = 1_000;

  private FilterReader() {}

  /**
   * Reads {@code filter} and {@code all}; what is wrong is told to the fields.
   *
   * @throws io.gristworks.gateway.problem.ProblemFound 403 where another tenant is meant
   */
  static BulkFilter read(RequestFields fields, Caller caller) {
    var filter = fields.inner("filter");
    boolean all = fields.flag("all");
    boolean says = filter != null && KNOWN.stream().anyMatch(filter::has);
    boolean isFaulty = filter == null ? fields.has("filter") : !filter.allow(KNOWN);
    if (all && says) {
      fields.fault("all", "is given beside a filter; say one of them");
    }
    if (filter == null || !says) {
      if (!all && !isFaulty) {
        fields.fault(
            "filter",
            "is empty and would mean every batch; name some of "
                + KNOWN
                + ", or say \"all\": true");
      }
      return BulkFilter.all(caller.tenant());
    }
    return read(caller, filter);
  }

  private static BulkFilter read(Caller caller, RequestFields filter) {
    var tenant = said(filter, "tenant");
    if (tenant != null && !tenant.equals(caller.tenant())) {
      caller.requireAdmin("control of another tenant's batches");
    }
    var after = TimeFields.instant(filter, "submitted_after");
    var before = TimeFields.instant(filter, "submitted_before");
    if (after != null && before != null && !after.isBefore(before)) {
      filter.fault("submitted_before", "must be later than submitted_after");
    }
    return new BulkFilter(
        tenant == null ? caller.tenant() : tenant,
        statuses(filter),
        said(filter, "operation"),
        said(filter, "queue"),
        said(filter, "name"),
        after,
        before,
        batches(filter),
        jobs(filter));
  }

  private static @Nullable JobFilter jobs(RequestFields filter) {
    var jobs = filter.inner("jobs");
    if (jobs == null) {
      return null;
    }
    boolean isFaulty = !jobs.allow(KNOWN_OF_JOBS);
    if (!isFaulty && KNOWN_OF_JOBS.stream().noneMatch(jobs::has)) {
      filter.fault(
          "jobs", "must name some of " + KNOWN_OF_JOBS + "; leave it out for whole batches");
    }
    return new JobFilter(
        statuses(jobs), said(jobs, "operation"), said(jobs, "queue"), said(jobs, "name"));
  }

  private static @Nullable String said(RequestFields filter, String name) {
    var text = filter.has(name) ? filter.title(name, "-", LONGEST_NAME) : null;
    if (text != null && text.isEmpty()) {
      filter.fault(name, "must not be empty; leave it out for any");
    }
    return text;
  }

  private static List<Status> statuses(RequestFields filter) {
    var said = filter.textOrTexts("status");
    var statuses = new ArrayList<Status>();
    for (int at = 0; at < said.size(); at++) {
      var status = status(said.get(at));
      if (status.isPresent()) {
        statuses.add(status.get());
      } else {
        filter.faultBelow(
            "status",
            "/" + at,
            "must be one of "
                + Arrays.toString(Status.values()).toLowerCase(Locale.ROOT)
                + ", was '"
                + RequestFields.shortly(said.get(at))
                + "'");
      }
    }
    return statuses;
  }

  private static Optional<Status> status(String text) {
    return Arrays.stream(Status.values())
        .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }

  private static List<BatchId> batches(RequestFields filter) {
    var said = filter.texts("batches");
    if (said.size() > BATCHES_MOST) {
      filter.fault("batches", "names " + said.size() + "; the limit is " + BATCHES_MOST);
      return List.of();
    }
    var batches = new ArrayList<BatchId>();
    for (int at = 0; at < said.size(); at++) {
      if (BatchId.isWellFormed(said.get(at))) {
        batches.add(new BatchId(said.get(at)));
      } else {
        filter.faultBelow(
            "batches", "/" + at, "'" + RequestFields.shortly(said.get(at)) + "' is no batch's id");
      }
    }
    if (filter.has("batches") && said.isEmpty()) {
      filter.fault("batches", "must name a batch; leave it out for any");
    }
    return batches;
  }
}
