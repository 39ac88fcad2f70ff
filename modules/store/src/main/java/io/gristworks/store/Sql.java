package io.gristworks.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JDBC in one line each. Rows here stand for a thousand tasks, so objects per row cost nothing. */
final class Sql {
  /** How many rows a query brings over the line at a time, inside a transaction. */
  private static final int FETCHED_AT_ONCE = 256;

  private Sql() {}

  /** Runs one statement, and says how many rows it touched. */
  static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Runs one statement for each item, all in one go, and says how many rows each touched. */
  static <T> int[] batch(
      Connection connection, String sql, List<T> items, Function<T, @Nullable Object[]> values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (T item : items) {
        bind(statement, values.apply(item));
        statement.addBatch();
      }
      return statement.executeBatch();
    } catch (BatchUpdateException e) {
      // The batch itself says only that something failed, and repeats every payload.
      throw e.getNextException() == null ? e : e.getNextException();
    }
  }

  /** Reads all rows, leaving out those that {@code reader} makes nothing of. */
  static <R> List<R> query(
      Connection connection, String sql, RowReader<R> reader, @Nullable Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCHED_AT_ONCE);
      bind(statement, values);
      var rows = new ArrayList<R>();
      try (var results = statement.executeQuery()) {
        while (results.next()) {
          var row = reader.read(results);
          if (row != null) {
            rows.add(row);
          }
        }
      }
      return rows;
    }
  }

  /** A moment in a column; null where there is none. Databases keep microseconds. */
  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int at = 0; at < values.length; at++) {
      var value = values[at];
      statement.setObject(
          at + 1,
          value instanceof Instant time ? OffsetDateTime.ofInstant(time, ZoneOffset.UTC) : value);
    }
  }

  /** Values for a statement. */
  static @Nullable Object[] values(@Nullable Object... values) {
    return Arrays.copyOf(values, values.length);
  }

  /** Values behind values. */
  static @Nullable Object[] joined(@Nullable Object[] first, @Nullable Object[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Makes a value of the row at which the results stand. */
  @FunctionalInterface
  interface RowReader<R> {
    @Nullable R read(ResultSet row) throws SQLException;
  }
}
