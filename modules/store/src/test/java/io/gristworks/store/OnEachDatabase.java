package io.gristworks.store;

import io.gristworks.store.testing.RealPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every test of the store runs on: first PostgreSQL, then H2, with the tables made. */
@ParameterizedClass
@EnumSource(Dialect.class)
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls openDatabase before anything else
abstract class OnEachDatabase {
  @Parameter Dialect dialect;
  @TempDir Path directory;
  StoreSettings settings;
  Database database;

  @BeforeParameterizedClassInvocation
  void openDatabase() throws SQLException {
    settings =
        switch (dialect) {
          case POSTGRESQL -> RealPostgres.fresh();
          case H2 -> StoreSettings.embedded(directory);
        };
    database = Database.open(settings);
    prepare();
  }

  /** Makes the tables; for those who want none to override. */
  void prepare() throws SQLException {
    Migrations.migrate(database.dataSource());
  }

  @AfterParameterizedClassInvocation
  void closeDatabase() {
    database.close();
    if (dialect == Dialect.POSTGRESQL) {
      RealPostgres.drop(settings);
    }
  }
}
