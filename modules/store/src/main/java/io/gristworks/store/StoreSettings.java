package io.gristworks.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the data is and how to get there. Read once at start: a bad value stops the node before it
 * joins.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 * @param user who we are there; null where the URL says it, or nobody asks
 * @param password null likewise
 * @param maxConnections the most connections at once, 1 to 1000
 * @param connectTimeout the longest wait for a connection, at least 250 ms
 */
public record StoreSettings(
    String url,
    @Nullable String user,
    @Nullable String password,
    int maxConnections,
    Duration connectTimeout) {
  /** As many connections as a node needs. */
  public static final int DEFAULT_MAX_CONNECTIONS = 8;

  /** As long as a database may take to answer before it counts as gone. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Checks the bounds. */
  public StoreSettings {
    Dialect.of(url);
    if (maxConnections < 1 || maxConnections > 1000) {
      throw new IllegalArgumentException(
          "max_connections must be 1 to 1000, was " + maxConnections);
    }
    if (connectTimeout.toMillis() < 250) {
      throw new IllegalArgumentException(
          "connect_timeout must be 250 ms or more, was " + connectTimeout);
    }
  }

  /** With the usual bounds. */
  public static StoreSettings of(String url, @Nullable String user, @Nullable String password) {
    return new StoreSettings(url, user, password, DEFAULT_MAX_CONNECTIONS, DEFAULT_CONNECT_TIMEOUT);
  }

  /**
   * The embedded database in a directory, for one machine: survives the death of the process, but
   * not that of the power.
   */
  public static StoreSettings embedded(Path directory) {
    var file = directory.toAbsolutePath().normalize().resolve("grist");
    // WRITE_DELAY=0: by default H2 acknowledges a commit up to 500 ms before it writes it.
    // DB_CLOSE_ON_EXIT=FALSE: H2's own shutdown hook would close it under the actors' feet.
    return of(
        "jdbc:h2:file:"
            + file
            + ";DATABASE_TO_UPPER=false;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
        null,
        null);
  }

  /** Whether no second process can open this database. */
  public boolean isExclusive() {
    return dialect() == Dialect.H2
        && (url.startsWith("jdbc:h2:file:") || url.startsWith("jdbc:h2:mem:"))
        && !url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER");
  }

  /** The URL without anything secret, for people. */
  public String displayUrl() {
    return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
  }

  /** Which of the two databases it is. */
  public Dialect dialect() {
    return Dialect.of(url);
  }

  @Override
  public String toString() {
    return "StoreSettings[" + displayUrl() + ", maxConnections=" + maxConnections + "]";
  }
}
