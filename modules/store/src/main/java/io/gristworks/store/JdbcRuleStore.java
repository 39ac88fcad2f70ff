package io.gristworks.store;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.Stop;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.store.rule.RuleStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules as rows of the one database. For any number of threads. */
public final class JdbcRuleStore implements RuleStore {
  private static final String TENANT = "tenant";
  private static final String STOP = "stop";
  private static final String EVERYTHING = "everything";
  private static final String REVISION =
      "SELECT revision FROM cluster_rule_revision WHERE only_row = 1";

  private final Database database;
  private final InstantSource clock;

  /** On tables that {@link Migrations} has made. */
  public JdbcRuleStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Row(
      String kind, String name, int weight, JobLimits limits, long maxPending, Stop stop) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("kind"),
          row.getString("name"),
          row.getInt("weight"),
          new JobLimits(row.getInt("max_concurrent"), rate(row.getDouble("per_second"))),
          row.getLong("max_pending"),
          new Stop(
              row.getString("reason"),
              row.getString("changed_by"),
              Objects.requireNonNull(Sql.instant(row, "changed_at"))));
    }
  }

  /** A row that somebody has changed by hand must not stop everything: it means the nearest. */
  private static double rate(double stored) {
    return Double.isNaN(stored) ? 0 : Math.clamp(stored, 0, JobLimits.PER_SECOND_MAX);
  }

  @Override
  public ClusterRules read() {
    return database.transaction(
        "read the rules", connection -> read(connection, revision(connection)));
  }

  @Override
  public Optional<ClusterRules> readUnless(long revision) {
    long current = database.statement("look for new rules", JdbcRuleStore::revision);
    return current == revision ? Optional.empty() : Optional.of(read());
  }

  private static long revision(Connection connection) throws SQLException {
    return Sql.query(connection, REVISION, row -> row.getLong(1)).getFirst();
  }

  private static ClusterRules read(Connection connection, long revision) throws SQLException {
    var tenants = new TreeMap<String, TenantRule>();
    var queues = new TreeMap<String, QueueRule>();
    var operations = new TreeMap<String, JobLimits>();
    Stop stop = null;
    for (var row : Sql.query(connection, "SELECT * FROM cluster_rule", Row::of)) {
      switch (row.kind) {
        case TENANT ->
            tenants.put(row.name, new TenantRule(row.weight, row.limits, row.maxPending));
        case "queue" -> queues.put(row.name, new QueueRule(row.weight, row.limits));
        case "operation" -> operations.put(row.name, row.limits);
        case STOP -> stop = row.stop;
        default -> {} // of a later version, in a rolling update
      }
    }
    return new ClusterRules(revision, tenants, queues, operations, Optional.ofNullable(stop));
  }

  @Override
  public void put(String tenant, TenantRule rule, String by) {
    put(TENANT, tenant, rule, "", by);
  }

  @Override
  public void putQueue(String queue, QueueRule rule, String by) {
    put("queue", queue, new TenantRule(rule.weight(), rule.limits(), 0), "", by);
  }

  @Override
  public void put(Scope scope, String name, JobLimits limits, String by) {
    put(kind(scope), name, new TenantRule(1, limits, 0), "", by);
  }

  private void put(String kind, String name, TenantRule rule, String reason, String by) {
    change(
        "store a rule",
        connection -> {
          delete(connection, kind, name);
          insert(connection, kind, name, rule, new Stop(reason, by, clock.instant()));
          return true;
        });
  }

  @Override
  public boolean dropTenant(String tenant) {
    return drop(TENANT, tenant);
  }

  @Override
  public boolean drop(Scope scope, String name) {
    return drop(kind(scope), name);
  }

  private boolean drop(String kind, String name) {
    return change("drop a rule", connection -> delete(connection, kind, name));
  }

  @Override
  public Stop stop(Stop stop) {
    return change(
        "stop everything",
        connection -> {
          var earlier = Sql.query(connection, select(STOP), Row::of);
          if (!earlier.isEmpty()) {
            return earlier.getFirst().stop;
          }
          insert(connection, STOP, EVERYTHING, TenantRule.USUAL, stop);
          return stop;
        });
  }

  @Override
  public boolean release() {
    return drop(STOP, EVERYTHING);
  }

  /** One change at a time: whoever moves the revision on holds its row until all is done. */
  private <T> T change(String what, Database.Work<T> work) {
    return database.transaction(
        what,
        connection -> {
          Sql.update(
              connection,
              "UPDATE cluster_rule_revision SET revision = revision + 1 WHERE only_row = 1");
          return work.with(connection);
        });
  }

  private static String select(String kind) {
    return "SELECT * FROM cluster_rule WHERE kind = '" + kind + "'";
  }

  private static boolean delete(Connection connection, String kind, String name)
      throws SQLException {
    return Sql.update(
            connection, "DELETE FROM cluster_rule WHERE kind = ? AND name = ?", kind, name)
        > 0;
  }

  private static void insert(
      Connection connection, String kind, String name, TenantRule rule, Stop told)
      throws SQLException {
    var limits = rule.limits();
    List<@Nullable Object> values =
        List.of(
            kind,
            name,
            rule.weight(),
            limits.maxConcurrent(),
            limits.perSecond(),
            rule.maxPending(),
            told.reason(),
            told.by(),
            told.since());
    Sql.update(
        connection,
        "INSERT INTO cluster_rule (kind, name, weight, max_concurrent, per_second, max_pending,"
            + " reason, changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values.toArray());
  }

  private static String kind(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
