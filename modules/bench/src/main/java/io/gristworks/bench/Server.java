package io.gristworks.bench;

import io.gristworks.bench.contest.JdbcUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one PostgreSQL in which all contestants run, each in a fresh database. Either the user's, or
 * an embedded one whose durability is switched on: its defaults are {@code fsync=off} and {@code
 * synchronous_commit=off}, with which every figure would be worthless.
 */
final class Server implements AutoCloseable {
  private static final List<String> SETTINGS =
      List.of(
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "wal_sync_method",
          "shared_buffers",
          "max_wal_size");

  private final JdbcUrl admin;
  private final @Nullable EmbeddedPostgres embedded;

  private Server(JdbcUrl admin, @Nullable EmbeddedPostgres embedded) {
    this.admin = admin;
    this.embedded = embedded;
  }

  /** The user's own server; the URL's user must be allowed to create databases and checkpoint. */
  static Server at(String url) {
    return new Server(new JdbcUrl(url), null);
  }

  /** A durable server in a temporary directory, gone with {@link #close()}. */
  static Server embedded() throws IOException {
    var postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "256MB")
            // No checkpoint of the server's own in the middle of one contestant's turn.
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("checkpoint_timeout", "30min")
            .start();
    return new Server(new JdbcUrl(postgres.getJdbcUrl("postgres", "postgres")), postgres);
  }

  /** Creates an empty database, in place of one that a broken run may have left. */
  JdbcUrl createDatabase(String name) throws SQLException {
    dropDatabase(name);
    execute("CREATE DATABASE " + name);
    return admin.database(name);
  }

  /** Drops a database, even one that somebody is still connected to. */
  void dropDatabase(String name) throws SQLException {
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  /** Version, and the settings that decide what a commit is worth, as the server shows them. */
  Map<String, String> facts() throws SQLException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("server_version", show("server_version"));
    for (String setting : SETTINGS) {
      facts.put(setting, show(setting));
    }
    return facts;
  }

  @Override
  public void close() throws IOException {
    if (embedded != null) {
      embedded.close();
    }
  }

  private String show(String setting) throws SQLException {
    try (var connection = admin.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW " + setting)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String command) throws SQLException {
    try (var connection = admin.connect();
        var statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
