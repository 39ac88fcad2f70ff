package io.gristworks.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to the one database, and the two ways to use it. For any number of threads;
 * every call blocks its own.
 */
public final class Database implements AutoCloseable {
  private static final int TRIES = 4;
  private static final int H2_FILE_IN_USE = 90020;

  /** Serialization failure, deadlock, and a row that another transaction inserted meanwhile. */
  private static final Set<String> LOST_AGAINST_ANOTHER = Set.of("40001", "40P01", "23505");

  private final StoreSettings settings;
  private final HikariDataSource pool;

  private Database(StoreSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /**
   * Lets everything from now on be written under that incarnation: refused once a later one owns
   * the database. This object is closed, unless it is itself what is returned.
   */
  public Database under(long incarnation) {
    var session = settings.dialect().sessionUnder(incarnation);
    if (session.isEmpty()) {
      return this;
    }
    close();
    return open(settings, session);
  }

  /**
   * Opens the pool and tries one connection.
   *
   * @throws DatabaseUnreachable if the database does not answer or refuses us
   * @throws DataDirectoryInUse if another process holds the embedded database
   */
  public static Database open(StoreSettings settings) {
    return open(settings, Optional.empty());
  }

  private static Database open(StoreSettings settings, Optional<String> session) {
    try {
      var config = poolOf(settings);
      session.ifPresent(config::setConnectionInitSql);
      return new Database(settings, new HikariDataSource(config));
    } catch (PoolInitializationException e) {
      throw explain(settings, e);
    }
  }

  private static HikariConfig poolOf(StoreSettings settings) {
    var config = new HikariConfig();
    config.setPoolName("grist-store");
    config.setDriverClassName(settings.dialect().driver());
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.maxConnections());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(1);
    if (settings.dialect() == Dialect.POSTGRESQL) {
      config.addDataSourceProperty("reWriteBatchedInserts", "true");
      config.addDataSourceProperty("tcpKeepAlive", "true");
      config.addDataSourceProperty("ApplicationName", "gristworks");
    }
    return config;
  }

  private static StoreCannotOpen explain(StoreSettings settings, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      if (cause instanceof SQLException sql && sql.getErrorCode() == H2_FILE_IN_USE) {
        break;
      }
      cause = cause.getCause();
    }
    if (cause instanceof SQLException sql && sql.getErrorCode() == H2_FILE_IN_USE) {
      return new DataDirectoryInUse(settings.displayUrl(), failure);
    }
    return new DatabaseUnreachable(settings.displayUrl(), firstLine(cause), failure);
  }

  /** Which database it is. */
  public Dialect dialect() {
    return settings.dialect();
  }

  /** The pool itself, for libraries that want one. */
  public DataSource dataSource() {
    return pool;
  }

  /** Whether the database answers right now; waits at most the connect timeout. */
  public boolean answers() {
    try (var connection = pool.getConnection()) {
      return connection.isValid(Math.max(1, (int) settings.connectTimeout().toSeconds()));
    } catch (SQLException e) {
      return false;
    }
  }

  /** Closes every connection. */
  @Override
  public void close() {
    pool.close();
  }

  /**
   * Does one statement, committed by itself: one round trip less than {@link #transaction}.
   *
   * @param what what is tried, after "could not"
   * @throws StoreUnavailable if the database fails
   */
  <T extends @Nullable Object> T statement(String what, Work<T> work) {
    return untilItWins(what, work);
  }

  /**
   * Does all of {@code work} or nothing of it. It may run several times, when the database says
   * that it lost against another transaction.
   *
   * @param what what is tried, after "could not"
   * @throws StoreUnavailable if the database fails
   */
  <T extends @Nullable Object> T transaction(String what, Work<T> work) {
    return untilItWins(
        what,
        connection -> {
          // The pool rolls back whatever is not committed, and turns autocommit on again.
          connection.setAutoCommit(false);
          var result = work.with(connection);
          connection.commit();
          return result;
        });
  }

  private <T extends @Nullable Object> T untilItWins(String what, Work<T> work) {
    for (int tried = 1; ; tried++) {
      try (var connection = pool.getConnection()) {
        return work.with(connection);
      } catch (SQLException e) {
        if (tried == TRIES || !LOST_AGAINST_ANOTHER.contains(stateOf(e))) {
          throw new StoreUnavailable("could not " + what + ": " + firstLine(e), e);
        }
      }
    }
  }

  /** A batch hides the state of the statement that failed in the next exception. */
  private static String stateOf(SQLException e) {
    String state = e.getSQLState();
    for (var next = e; next != null; next = next.getNextException()) {
      if (next.getSQLState() != null && LOST_AGAINST_ANOTHER.contains(next.getSQLState())) {
        return next.getSQLState();
      }
    }
    return state == null ? "" : state;
  }

  private static String firstLine(Throwable failure) {
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T with(Connection connection) throws SQLException;
  }
}
