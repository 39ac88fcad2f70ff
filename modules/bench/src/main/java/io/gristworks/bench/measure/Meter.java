package io.gristworks.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import io.gristworks.bench.contest.JdbcUrl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads the costs of this JVM and of its database at the start and the end of the measured time.
 * Used by one thread.
 */
public final class Meter implements AutoCloseable {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Connection connection;
  private final PostgresProcesses postgres;
  private final HeapPeak heap = HeapPeak.watch();

  private Meter(Connection connection) throws SQLException {
    this.connection = connection;
    this.postgres = PostgresProcesses.behind(connection);
  }

  /** A meter with a connection of its own. */
  public static Meter on(JdbcUrl database) throws SQLException {
    return new Meter(database.connect());
  }

  /**
   * Where the counters stand.
   *
   * @param cpuNanos processor time of this JVM
   * @param postgresCpuNanos processor time of the server, empty if it is on another machine
   * @param walBytes position in the write-ahead log
   */
  public record Reading(long cpuNanos, OptionalLong postgresCpuNanos, long walBytes) {}

  /**
   * Peaks of this JVM since it began.
   *
   * @param residentBytes most memory resident, {@code VmHWM}; 0 where there is no {@code /proc}
   * @param heapBytes most heap in use after a collection
   */
  public record Peaks(long residentBytes, long heapBytes) {}

  /** A checkpoint, so that every run starts with the same state of the log, then a reading. */
  public Reading start() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
    return read();
  }

  /** A reading, without disturbing anything. */
  public Reading read() throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")) {
      rows.next();
      return new Reading(SYSTEM.getProcessCpuTime(), postgres.cpuNanos(), rows.getLong(1));
    }
  }

  /**
   * Transactions that this database has committed. Server processes tell of theirs a second late.
   */
  public long commits() throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The peaks; takes a full collection, so ask behind the measured time. */
  public Peaks peaks() throws IOException {
    return new Peaks(residentPeakBytes(), heap.bytesAfterLastCollection());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static long residentPeakBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }
}
