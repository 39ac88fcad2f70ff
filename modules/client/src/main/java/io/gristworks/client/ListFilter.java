package io.gristworks.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list shall show.
 *
 * @param status only what stands so
 * @param operation only what runs this operation
 * @param queue only what goes to this queue
 * @param limit at most so many, from 1
 * @param cursor where to go on, from {@link Page#nextCursor}
 */
public record ListFilter(
    @Nullable String status,
    @Nullable String operation,
    @Nullable String queue,
    int limit,
    @Nullable String cursor) {

  /** The latest {@code limit}, whatever they are. */
  public static ListFilter latest(int limit) {
    return new ListFilter(null, null, null, limit, null);
  }

  Map<String, String> query() {
    var query = new LinkedHashMap<String, String>();
    JobOptions.put(query, "status", status);
    JobOptions.put(query, "operation", operation);
    JobOptions.put(query, "queue", queue);
    query.put("limit", Integer.toString(limit));
    JobOptions.put(query, "cursor", cursor);
    return query;
  }
}
