package io.gristworks.store.testing;

import io.gristworks.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class an empty database of its own on a real PostgreSQL that writes to disk like one
 * in production. As {@code @RegisterExtension static final RealPostgres postgres}, or with {@link
 * #fresh} where a test wants a database by itself.
 */
public final class RealPostgres implements BeforeAllCallback, AfterAllCallback {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private @Nullable StoreSettings settings;

  @Override
  public void beforeAll(ExtensionContext context) {
    settings = fresh();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    drop(settings());
  }

  /** How to reach the database of the running test class. */
  public StoreSettings settings() {
    if (settings == null) {
      throw new IllegalStateException("register it as a static @RegisterExtension field");
    }
    return settings;
  }

  /** A new empty database, which lives as long as the JVM unless it is dropped. */
  public static StoreSettings fresh() {
    var name = "test_" + DATABASES.incrementAndGet();
    var settings = StoreSettings.of(Server.ONE.getJdbcUrl("postgres", name), null, null);
    create(settings);
    return settings;
  }

  /** Makes a database of {@link #fresh} again after it was dropped, empty. */
  public static void create(StoreSettings settings) {
    execute("CREATE DATABASE " + nameOf(settings));
  }

  /** Drops a database of {@link #fresh}, whoever is still connected. */
  public static void drop(StoreSettings settings) {
    execute("DROP DATABASE " + nameOf(settings) + " WITH (FORCE)");
  }

  private static String nameOf(StoreSettings settings) {
    return settings.displayUrl().replaceFirst(".*/", "");
  }

  private static void execute(String sql) {
    try (var connection = Server.ONE.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("test server refused: " + sql, e);
    }
  }

  /** Started when first asked for, stopped by the shutdown hook that the library registers. */
  private static final class Server {
    static final EmbeddedPostgres ONE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            // The library's defaults would lose commits, and flatter every figure.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("no PostgreSQL for tests", e);
      }
    }
  }
}
