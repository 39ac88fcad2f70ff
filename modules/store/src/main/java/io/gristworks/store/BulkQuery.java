package io.gristworks.store;

import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkPlace;
import io.gristworks.core.bulk.BulkWish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which batches a bulk operation means, as SQL. What an index can find is apart from what has to be
 * looked at row by row: so a page is bounded by what is looked at, not by what matches.
 */
final class BulkQuery {
  private final List<String> ranges = new ArrayList<>();
  private final List<Object> rangeValues = new ArrayList<>();
  private final List<String> looks = new ArrayList<>();
  private final List<Object> lookValues = new ArrayList<>();

  BulkQuery(BulkWish wish, Instant until) {
    var filter = wish.filter();
    range("tenant = ?", filter.tenant());
    range("created_at <= ?", until);
    range("created_at > ?", filter.submittedAfter());
    range("created_at < ?", filter.submittedBefore());
    if (!filter.batches().isEmpty()) {
      var marks = filter.batches().stream().map(_ -> "?").collect(Collectors.joining(", "));
      ranges.add("batch IN (" + marks + ")");
      filter.batches().forEach(batch -> rangeValues.add(batch.value()));
    }
    var statuses = wish.statuses().stream().map(Status::name);
    looks.add("status IN (" + statuses.collect(Collectors.joining("', '", "'", "'")) + ")");
    if (wish.onlyWithFailed()) {
      looks.add("failed > 0");
    }
    look(withJob("operation"), filter.operation());
    look(withJob("queue"), filter.queue());
    named(filter.name());
  }

  private static String withJob(String column) {
    return "EXISTS (SELECT 1 FROM job_view j WHERE j.batch = v.batch AND j." + column + " = ?)";
  }

  private void range(String condition, @Nullable Object value) {
    if (value != null) {
      ranges.add(condition);
      rangeValues.add(value);
    }
  }

  private void look(String condition, @Nullable Object value) {
    if (value != null) {
      looks.add(condition);
      lookValues.add(value);
    }
  }

  private void named(@Nullable String name) {
    if (name == null || !name.endsWith("*")) {
      look("name = ?", name);
    } else {
      var begins = name.substring(0, name.length() - 1).replaceAll("[!%_]", "!$0");
      look("name LIKE ? ESCAPE '!'", begins + "%");
    }
  }

  /** Only what comes behind that place. */
  BulkQuery after(@Nullable BulkPlace place) {
    if (place != null) {
      // The first half is what an index can use; the second leaves out the rows already seen.
      ranges.add("created_at >= ? AND (created_at > ? OR batch < ?)");
      rangeValues.addAll(List.of(place.submittedAt(), place.submittedAt(), place.batch().value()));
    }
    return this;
  }

  /** Rows in order, with whether they match. */
  String page(int most) {
    return "SELECT batch, created_at, CASE WHEN "
        + String.join(" AND ", looks)
        + " THEN TRUE ELSE FALSE END AS wanted FROM batch_view v WHERE "
        + String.join(" AND ", ranges)
        + " ORDER BY created_at, batch DESC LIMIT "
        + most;
  }

  Object[] pageValues() {
    return Sql.joined(lookValues.toArray(), rangeValues.toArray());
  }

  /** All that match. */
  String matching(String columns, String rest) {
    return "SELECT "
        + columns
        + " FROM batch_view v WHERE "
        + String.join(" AND ", ranges)
        + " AND "
        + String.join(" AND ", looks)
        + rest;
  }

  Object[] matchingValues() {
    return Sql.joined(rangeValues.toArray(), lookValues.toArray());
  }
}
