package io.gristworks.store;

import io.gristworks.store.view.BatchViews.Filter;
import io.gristworks.store.view.BatchViews.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list as SQL: by key, so that the thousandth page costs what the first does. */
final class ListQuery {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final String from;
  private final String order;
  private final int limit;

  private ListQuery(String from, String order, int limit) {
    this.from = from;
    this.order = order;
    this.limit = limit;
  }

  static ListQuery ofBatches(Filter filter) {
    var query = new ListQuery("batch_view v", "created_at DESC, batch", filter.limit());
    query.where("tenant = ?", filter.tenant());
    query.where("status = ?", filter.status() == null ? null : filter.status().name());
    query.where(withJob("operation"), filter.operation());
    query.where(withJob("queue"), filter.queue());
    query.after(filter.cursor(), "batch > ?", false);
    return query;
  }

  static ListQuery ofJobs(Filter filter) {
    var query = new ListQuery("job_view v", "created_at DESC, batch, position", filter.limit());
    query.where("tenant = ?", filter.tenant());
    query.where("status = ?", filter.status() == null ? null : filter.status().name());
    query.where("operation = ?", filter.operation());
    query.where("queue = ?", filter.queue());
    query.after(filter.cursor(), "batch > ? OR batch = ? AND position > ?", true);
    return query;
  }

  private static String withJob(String column) {
    return "EXISTS (SELECT 1 FROM job_view j WHERE j.batch = v.batch AND j." + column + " = ?)";
  }

  private void where(String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
  }

  private void after(@Nullable String cursor, String laterOfTheSameMoment, boolean ofJobs) {
    if (cursor == null) {
      return;
    }
    var last = ListCursor.parse(cursor);
    // The first half is what an index can use; the second leaves out the rows already seen.
    conditions.add("created_at <= ? AND (created_at < ? OR " + laterOfTheSameMoment + ")");
    values.addAll(List.of(last.createdAt(), last.createdAt(), last.batch()));
    if (ofJobs) {
      values.addAll(List.of(last.batch(), last.position()));
    }
  }

  String sql() {
    var where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return "SELECT * FROM " + from + where + " ORDER BY " + order + " LIMIT " + (limit + 1);
  }

  Object[] values() {
    return values.toArray();
  }

  /** One row more than the limit was asked for, to know whether there is another page. */
  <R> Page<R> page(List<R> rows, Function<R, ListCursor> cursor) {
    if (rows.size() <= limit) {
      return new Page<>(rows, Optional.empty());
    }
    var next = cursor.apply(rows.get(limit - 1)).text();
    return new Page<>(List.copyOf(rows.subList(0, limit)), Optional.of(next));
  }
}
