package io.gristworks.store;

import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkPosition;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.JobFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which batches, or which jobs of them, a bulk operation means, as SQL. What an index can find is
 * apart from what has to be looked at row by row: so a page is bounded by what is looked at, not by
 * what matches.
 */
final class BulkQuery {
  private static final String JOB_OF_IT = "j.batch = v.batch AND ";

  /** What an index can find; of {@code v}, a batch. */
  private final Conditions ranges = new Conditions();

  /** What a batch must be like. */
  private final Conditions looks = new Conditions();

  /** What a job {@code j} must be like; empty where whole batches are meant. */
  private final Conditions jobs = new Conditions();

  /** Conditions that must all hold, and the values in them. */
  private static final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** One more, where there is a value. */
    void add(String condition, @Nullable Object value) {
      if (value != null) {
        texts.add(condition);
        values.add(value);
      }
    }

    void add(Conditions others, String before, String after) {
      texts.add(before + others.text() + after);
      values.addAll(others.values);
    }

    void standing(String column, List<Status> statuses) {
      var names = statuses.stream().map(Status::name);
      texts.add(column + " IN (" + names.collect(Collectors.joining("', '", "'", "'")) + ")");
    }

    /** A name, or how it begins. */
    void named(String column, @Nullable String name) {
      if (name == null || !name.endsWith("*")) {
        add(column + " = ?", name);
      } else {
        var begins = name.substring(0, name.length() - 1).replaceAll("[!%_]", "!$0");
        add(column + " LIKE ? ESCAPE '!'", begins + "%");
      }
    }

    String text() {
      return String.join(" AND ", texts);
    }
  }

  BulkQuery(BulkRequest wish, Instant until) {
    var filter = wish.filter();
    ranges.add("v.tenant = ?", filter.tenant());
    ranges.add("v.created_at <= ?", until);
    ranges.add("v.created_at > ?", filter.submittedAfter());
    ranges.add("v.created_at < ?", filter.submittedBefore());
    if (!filter.batches().isEmpty()) {
      ranges.texts.add("v.batch IN (" + marks(filter.batches().size()) + ")");
      filter.batches().forEach(batch -> ranges.values.add(batch.value()));
    }
    looks.standing("v.status", wish.statuses());
    if (wish.onlyWithFailed()) {
      looks.texts.add("v.failed > 0");
    }
    looks.add(withJob("operation"), filter.operation());
    looks.add(withJob("queue"), filter.queue());
    looks.named("v.name", filter.name());
    if (filter.jobs() != null) {
      ofJobs(wish, filter.jobs());
    }
  }

  private void ofJobs(BulkRequest wish, JobFilter filter) {
    jobs.standing("j.status", wish.statuses(filter));
    if (wish.onlyWithFailed(filter)) {
      jobs.texts.add("j.failed > 0");
    }
    jobs.add("j.operation = ?", filter.operation());
    jobs.add("j.queue = ?", filter.queue());
    jobs.named("j.job", filter.name());
    looks.add(jobs, "EXISTS (SELECT 1 FROM job_view j WHERE " + JOB_OF_IT, ")");
  }

  private static String marks(int values) {
    return String.join(", ", Collections.nCopies(values, "?"));
  }

  private static String withJob(String column) {
    return "EXISTS (SELECT 1 FROM job_view j WHERE j.batch = v.batch AND j." + column + " = ?)";
  }

  /** Only what comes behind that place. */
  BulkQuery after(@Nullable BulkPosition place) {
    if (place != null) {
      // The first half is what an index can use; the second leaves out the rows already seen.
      ranges.texts.add("v.created_at >= ? AND (v.created_at > ? OR v.batch < ?)");
      ranges.values.addAll(
          List.of(place.submittedAt(), place.submittedAt(), place.batch().value()));
    }
    return this;
  }

  /** Rows in order, with whether they match. */
  String page(int most) {
    return "SELECT v.batch, v.created_at, CASE WHEN "
        + looks.text()
        + " THEN TRUE ELSE FALSE END AS wanted FROM batch_view v WHERE "
        + ranges.text()
        + " ORDER BY v.created_at, v.batch DESC LIMIT "
        + most;
  }

  Object[] pageValues() {
    return Sql.joined(looks.values.toArray(), ranges.values.toArray());
  }

  /** Whether single jobs are meant. */
  boolean isOfJobs() {
    return !jobs.texts.isEmpty();
  }

  /** The jobs of some batches that match. */
  String jobsOf(int batches) {
    return "SELECT j.batch, j.job FROM job_view j WHERE j.batch IN ("
        + marks(batches)
        + ") AND "
        + jobs.text()
        + " ORDER BY j.batch, j.position";
  }

  Object[] jobsValues(List<String> batches) {
    return Sql.joined(batches.toArray(), jobs.values.toArray());
  }

  /** All that match: batches {@code v}, and where single jobs are meant, each of them as j. */
  String matching(String ofBatches, String ofJobs, String rest) {
    var from = isOfJobs() ? " FROM batch_view v JOIN job_view j ON " : " FROM batch_view v";
    return "SELECT "
        + (isOfJobs() ? ofJobs : ofBatches)
        + from
        + (isOfJobs() ? JOB_OF_IT + jobs.text() : "")
        + " WHERE "
        + ranges.text()
        + " AND "
        + looks.text()
        + rest;
  }

  Object[] matchingValues() {
    return Sql.joined(
        jobs.values.toArray(), Sql.joined(ranges.values.toArray(), looks.values.toArray()));
  }
}
