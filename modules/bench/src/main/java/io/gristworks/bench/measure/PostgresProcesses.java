package io.gristworks.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Processor time of a PostgreSQL server on this machine, from {@code /proc}: the postmaster, its
 * living children and those it has already buried.
 */
final class PostgresProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux we meet

  // Fields of /proc/<pid>/stat, counted from 0 behind the closing parenthesis of the name.
  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int CHILDREN_SYSTEM_TIME = 14;
  private static final int SYSTEM_TIME = 12;

  private final long postmaster;

  private PostgresProcesses(long postmaster) {
    this.postmaster = postmaster;
  }

  /** Finds the server behind a connection; nobody if it is not on this machine. */
  static PostgresProcesses behind(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      long backend = rows.getLong(1);
      boolean local = name(backend).equals("postgres");
      return new PostgresProcesses(local ? field(stat(backend), PARENT) : 0);
    }
  }

  /** Nanoseconds so far, in steps of 10 ms; empty if the server is elsewhere. */
  OptionalLong cpuNanos() {
    if (postmaster == 0) {
      return OptionalLong.empty();
    }
    long ticks = sum(stat(postmaster), USER_TIME, CHILDREN_SYSTEM_TIME);
    try (Stream<Path> processes = Files.list(PROC)) {
      ticks +=
          processes
              .map(path -> path.getFileName().toString())
              .filter(pid -> Character.isDigit(pid.charAt(0)))
              .map(pid -> stat(Long.parseLong(pid)))
              .filter(stat -> field(stat, PARENT) == postmaster)
              .mapToLong(stat -> sum(stat, USER_TIME, SYSTEM_TIME))
              .sum();
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(ticks * NANOS_PER_TICK);
  }

  private static String name(long pid) {
    return read(PROC.resolve(pid + "/comm")).strip();
  }

  private static List<String> stat(long pid) {
    String line = read(PROC.resolve(pid + "/stat"));
    return List.of(line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1));
  }

  private static long sum(List<String> stat, int first, int last) {
    long sum = 0;
    for (int i = first; i <= last; i++) {
      sum += field(stat, i);
    }
    return sum;
  }

  /** 0 for a process that ended while it was looked at. */
  private static long field(List<String> stat, int index) {
    return stat.size() > index ? Long.parseLong(stat.get(index)) : 0;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }
}
