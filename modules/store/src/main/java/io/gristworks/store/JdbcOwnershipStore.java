package io.gristworks.store;

import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.store.ownership.OwnershipStore;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The owner row over a connection of its own: a renewal never waits behind other work of the node,
 * nor longer than a few seconds for a network that swallows everything. For any number of threads,
 * one at a time.
 */
public final class JdbcOwnershipStore implements OwnershipStore {
  /** The number of the advisory lock in {@code cluster_fence()}. */
  private static final long FENCE = 7_473_637;

  private static final String CONNECT_SECONDS = "2";
  private static final String ANSWER_SECONDS = "5";

  private final StoreSettings settings;
  private @Nullable Connection open;

  /** On tables that {@link Migrations} has made; connects when first used. */
  public JdbcOwnershipStore(StoreSettings settings) {
    this.settings = settings;
  }

  @Override
  public OwnerRow read() {
    return call("read the owner of the database", this::read);
  }

  private OwnerRow read(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            "SELECT incarnation, cluster, holder, sole, renewals, renewed_at, "
                + now()
                + " AS now, released FROM cluster_owner JOIN cluster_incarnation USING (only_row)",
            JdbcOwnershipStore::row)
        .getFirst();
  }

  /** Within a transaction, too, the time goes on. */
  private String now() {
    return settings.dialect() == Dialect.POSTGRESQL ? "clock_timestamp()" : "CURRENT_TIMESTAMP";
  }

  private static OwnerRow row(ResultSet row) throws SQLException {
    var renewedAt = row.getObject("renewed_at", OffsetDateTime.class);
    return new OwnerRow(
        row.getLong("incarnation"),
        row.getString("cluster"),
        row.getString("holder"),
        row.getString("sole"),
        row.getLong("renewals"),
        Duration.between(renewedAt, row.getObject("now", OffsetDateTime.class)),
        row.getBoolean("released"));
  }

  @Override
  public Optional<OwnerRow> claim(OwnerRow seen, String cluster, String holder, String sole) {
    return call(
        "claim the database",
        connection -> {
          connection.setAutoCommit(false);
          if (settings.dialect() == Dialect.POSTGRESQL) {
            Sql.query(connection, "SELECT pg_advisory_xact_lock(?)", _ -> null, FENCE);
          }
          boolean won =
              Sql.update(
                          connection,
                          "UPDATE cluster_owner SET cluster = ?, holder = ?, sole = ?, renewals ="
                              + " renewals + 1, released = FALSE, renewed_at = "
                              + now()
                              + " WHERE cluster = ? AND renewals = ?",
                          cluster,
                          holder,
                          sole,
                          seen.cluster(),
                          seen.renewals())
                      > 0
                  && Sql.update(
                          connection,
                          "UPDATE cluster_incarnation SET incarnation = ? WHERE incarnation = ?",
                          seen.incarnation() + 1,
                          seen.incarnation())
                      > 0;
          if (!won) {
            connection.rollback();
            connection.setAutoCommit(true);
            return Optional.empty();
          }
          var claimed = read(connection);
          connection.commit();
          connection.setAutoCommit(true);
          return Optional.of(claimed);
        });
  }

  @Override
  public boolean renew(String cluster, String holder) {
    return call(
        "renew the ownership of the database",
        connection ->
            Sql.update(
                    connection,
                    "UPDATE cluster_owner SET holder = ?, renewals = renewals + 1, released ="
                        + " FALSE, renewed_at = "
                        + now()
                        + " WHERE cluster = ?",
                    holder,
                    cluster)
                > 0);
  }

  @Override
  public boolean takeOver(OwnerRow seen, String holder) {
    return call(
        "take over the ownership of the database",
        connection ->
            Sql.update(
                    connection,
                    "UPDATE cluster_owner SET holder = ?, renewals = renewals + 1, released ="
                        + " FALSE, renewed_at = "
                        + now()
                        + " WHERE cluster = ? AND renewals = ?",
                    holder,
                    seen.cluster(),
                    seen.renewals())
                > 0);
  }

  @Override
  public void release(String cluster) {
    call(
        "release the database",
        connection ->
            Sql.update(
                connection,
                "UPDATE cluster_owner SET released = TRUE, renewals = renewals + 1"
                    + " WHERE cluster = ?",
                cluster));
  }

  private synchronized <T> T call(String what, Database.Work<T> work) {
    try {
      return work.with(connection());
    } catch (SQLException e) {
      close(); // it may be broken, or in the middle of a transaction
      throw new StoreUnavailable("could not " + what + ": " + e.getMessage(), e);
    }
  }

  private Connection connection() throws SQLException {
    if (open == null) {
      open = DriverManager.getConnection(settings.url(), properties());
    }
    return Objects.requireNonNull(open);
  }

  private Properties properties() {
    var properties = new Properties();
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    if (settings.password() != null) {
      properties.setProperty("password", settings.password());
    }
    if (settings.dialect() == Dialect.POSTGRESQL) {
      properties.setProperty("connectTimeout", CONNECT_SECONDS);
      properties.setProperty("socketTimeout", ANSWER_SECONDS);
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("ApplicationName", "gristworks-owner");
    }
    return properties;
  }

  @Override
  public synchronized void close() {
    var closing = open;
    open = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (SQLException e) {
        // it was broken already
      }
    }
  }
}
