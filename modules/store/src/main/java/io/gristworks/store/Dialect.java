package io.gristworks.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All that differs between the two databases, apart from the migrations. */
public enum Dialect {
  /** For what must not be lost. */
  POSTGRESQL("postgresql", "org.postgresql.Driver", "slick.jdbc.PostgresProfile$") {
    @Override
    String insertNew(String table, List<String> keys, List<String> columns) {
      return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING"
          .formatted(table, String.join(", ", columns), marks(columns));
    }

    @Override
    public Optional<String> sessionUnder(long incarnation) {
      // A claim waits for transactions of earlier incarnations. One whose node is gone must end:
      // the server waits for it no longer than a node that lives may take between two statements.
      return Optional.of(
          "SET gristworks.incarnation = '"
              + incarnation
              + "'; SET idle_in_transaction_session_timeout = '15s';"
              + " SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;"
              + " SET tcp_keepalives_count = 4");
    }
  },
  /** A file, for one machine. */
  H2("h2", "org.h2.Driver", "slick.jdbc.H2Profile$") {
    @Override
    String insertNew(String table, List<String> keys, List<String> columns) {
      var same =
          keys.stream()
              .map(key -> "t." + key + " = ?" + (columns.indexOf(key) + 1))
              .collect(Collectors.joining(" AND "));
      // Numbered, and straight into the columns: in a USING (VALUES ...) H2 takes an untyped
      // parameter for text, and bytes would come back mangled.
      var numbered =
          IntStream.rangeClosed(1, columns.size())
              .mapToObj(at -> "?" + at)
              .collect(Collectors.joining(", "));
      return ("MERGE INTO %s AS t USING (SELECT 1) ON %s"
              + " WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)")
          .formatted(table, same, String.join(", ", columns), numbered);
    }

    @Override
    public Optional<String> sessionUnder(long incarnation) {
      return Optional.empty(); // one process only can open the file
    }
  };

  private final String folder;
  private final String driver;
  private final String slickProfile;

  Dialect(String folder, String driver, String slickProfile) {
    this.folder = folder;
    this.driver = driver;
    this.slickProfile = slickProfile;
  }

  /**
   * The dialect of a JDBC URL.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Dialect of(String url) {
    return Arrays.stream(values())
        .filter(dialect -> url.startsWith("jdbc:" + dialect.folder + ":"))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the database's URL must begin with jdbc:postgresql: or jdbc:h2:"));
  }

  /** The class of the JDBC driver. */
  public String driver() {
    return driver;
  }

  /** What pekko-persistence-jdbc calls the dialect. */
  public String slickProfile() {
    return slickProfile;
  }

  /** Where Flyway finds the migrations. */
  String migrations() {
    return "classpath:db/schema/" + folder;
  }

  /**
   * A statement that inserts a row unless there is one with the same key.
   *
   * @param keys the columns of the key, some of {@code columns}
   * @param columns in the order of the statement's parameters
   */
  abstract String insertNew(String table, List<String> keys, List<String> columns);

  /**
   * What a session says first whose writes are to be refused once a later incarnation owns the
   * database; empty where there is nothing to be said.
   */
  public abstract Optional<String> sessionUnder(long incarnation);

  private static String marks(List<String> columns) {
    return columns.stream().map(_ -> "?").collect(Collectors.joining(", "));
  }
}
