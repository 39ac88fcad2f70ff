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
        .containsExactly(
            "1 journal",
            "2 segments",
            "3 views",
            "4 schedules",
            "5 cluster rules",
            "6 checkpoints",
            "7 bulk operations",
            "8 ownership");
    assertThatThrownBy(() -> Migrations.requireCurrent(database.dataSource()))
        .isInstanceOf(SchemaOutdated.class)
        .hasMessage(
            "the database's schema is out of date (1 journal, 2 segments, 3 views, 4 schedules, 5"
                + " cluster rules, 6 checkpoints, 7 bulk operations, 8 ownership not applied): run"
                + " grist migrate");
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
    assertThat(steps).isEqualTo(8);
  }

  @Test
  @Order(3)
  void aMigratedDatabaseNeedsNothing() {
    assertThat(Migrations.migrate(database.dataSource())).isZero();
    assertThat(Migrations.pending(database.dataSource())).isEmpty();
    assertThatCode(() -> Migrations.requireCurrent(database.dataSource()))
        .doesNotThrowAnyException();
  }
}
