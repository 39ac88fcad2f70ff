package io.gristworks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationsTest extends OnEachDatabase {
  @Override
  void prepare() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      // A database may be shared with others.
      Sql.update(connection, "CREATE TABLE somebody_elses (id INTEGER)");
    }
  }

  @Test
  @Order(1)
  void anEmptyDatabaseIsRefusedWithWhatToDo() {
    assertThat(Migrations.pending(database.dataSource()))
        .containsExactly("1 tables", "2 ownership");
    assertThatThrownBy(() -> Migrations.requireCurrent(database.dataSource()))
        .isInstanceOf(SchemaOutdated.class)
        .hasMessage(
            "the database's schema is out of date (1 tables, 2 ownership not applied): run grist"
                + " migrate");
  }

  @Test
  @Order(2)
  void nodesThatMigrateAtTheSameTimeDoItOnce() throws Exception {
    Callable<Integer> migration = () -> Migrations.migrate(database.dataSource());
    int steps = 0;
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (var node : threads.invokeAll(Stream.generate(() -> migration).limit(3).toList())) {
        steps += node.get();
      }
    }
    assertThat(steps).isEqualTo(2);
  }

  @Test
  @Order(3)
  void aMigratedDatabaseNeedsNothing() {
    assertThat(Migrations.migrate(database.dataSource())).isZero();
    assertThat(Migrations.pending(database.dataSource())).isEmpty();
    assertThatCode(() -> Migrations.requireCurrent(database.dataSource()))
        .doesNotThrowAnyException();
  }

  @Test
  @Order(4)
  void whatOtherStepsHaveMadeIsRefusedWithWhatToDo() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.update(
          connection,
          "UPDATE \"grist_schema_history\" SET \"checksum\" = 1 WHERE \"version\" = '1'");
    }
    assertThatThrownBy(() -> Migrations.migrate(database.dataSource()))
        .isInstanceOf(SchemaUnknown.class)
        .hasMessageContaining("use a new database");
  }
}
