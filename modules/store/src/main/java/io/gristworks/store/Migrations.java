package io.gristworks.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables to where this program wants them. Several nodes may try at once: one does it,
 * the others wait.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Applies what is missing. One at a time in a JVM: Flyway's own lock keeps nodes on PostgreSQL
   * from each other, but not threads on H2, which only one JVM can open.
   *
   * @return how many steps that took, 0 where nothing was missing
   * @throws SchemaUnknown if what was applied is not what this program would have applied
   */
  public static synchronized int migrate(DataSource source) {
    var result = apply(flyway(source));
    if (result.migrationsExecuted > 0) {
      LOG.info(
          "schema migrated: steps={} version={}",
          result.migrationsExecuted,
          result.targetSchemaVersion);
    }
    return result.migrationsExecuted;
  }

  private static MigrateResult apply(Flyway flyway) {
    try {
      return flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new SchemaUnknown(e);
    }
  }

  /** What is missing, as version and description, oldest first. */
  public static List<String> pending(DataSource source) {
    return Arrays.stream(flyway(source).info().pending())
        .map(step -> step.getVersion() + " " + step.getDescription())
        .toList();
  }

  /**
   * Makes sure that nothing is missing.
   *
   * @throws SchemaOutdated if something is
   */
  public static void requireCurrent(DataSource source) {
    var pending = pending(source);
    if (!pending.isEmpty()) {
      throw new SchemaOutdated(pending);
    }
  }

  private static Flyway flyway(DataSource source) {
    return Flyway.configure()
        .dataSource(source)
        .locations(dialectOf(source).migrations())
        // A database shared with others has other tables, and perhaps another Flyway's history.
        .table("grist_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  private static Dialect dialectOf(DataSource source) {
    try (var connection = source.getConnection()) {
      return Dialect.of(connection.getMetaData().getURL());
    } catch (SQLException e) {
      throw new FlywayException("cannot tell which database this is", e);
    }
  }
}
