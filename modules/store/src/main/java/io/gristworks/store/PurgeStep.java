package io.gristworks.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One step of a purge, within one transaction. Bounded in rows and in bytes, for a row may hold
 * hundreds of kilobytes: neither locks nor the write-ahead log nor whoever vacuums shall notice.
 */
final class PurgeStep {
  /** The most rows. */
  static final int ROWS = 200;

  /** So many bytes of payload are enough; the row that brings them goes whole. */
  static final long BYTES = 16L << 20;

  private final Connection connection;
  private int rows;
  private long bytes;

  PurgeStep(Connection connection) {
    this.connection = connection;
  }

  /** How many rows were deleted. */
  int rows() {
    return rows;
  }

  private record Row(Object key, long bytes) {}

  /**
   * Deletes an owner's rows, those with the lowest keys first, as far as the step allows.
   *
   * @return whether none is left
   */
  boolean takesAll(String table, String key, String payload, String owned, String owner)
      throws SQLException {
    int room = ROWS - rows;
    if (room <= 0 || bytes >= BYTES) {
      return false;
    }
    var some =
        Sql.query(
            connection,
            "SELECT %s, OCTET_LENGTH(%s) FROM %s WHERE %s = ? ORDER BY %s LIMIT %d"
                .formatted(key, payload, table, owned, key, room + 1),
            row -> new Row(row.getObject(1), row.getLong(2)),
            owner);
    int taken = 0;
    while (taken < Math.min(some.size(), room) && bytes < BYTES) {
      bytes += some.get(taken++).bytes();
    }
    if (taken > 0) {
      rows +=
          Sql.update(
              connection,
              "DELETE FROM %s WHERE %s = ? AND %s <= ?".formatted(table, owned, key),
              owner,
              some.get(taken - 1).key());
    }
    return taken == some.size();
  }

  /** Deletes what is one row or few, whatever it is. */
  void takes(String delete, String owner) throws SQLException {
    rows += Sql.update(connection, delete, owner);
  }
}
