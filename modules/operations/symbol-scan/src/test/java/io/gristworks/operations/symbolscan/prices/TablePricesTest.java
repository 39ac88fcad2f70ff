package io.gristworks.operations.symbolscan.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gristworks.handler.PermanentFailure;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TablePricesTest {
  private static final LocalDate LATE = LocalDate.of(2100, 1, 1);

  private final JdbcDataSource database = new JdbcDataSource();

  @BeforeEach
  void makeTheTable() throws SQLException {
    database.setURL(
        "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_UPPER=false;DB_CLOSE_DELAY=-1");
    run(
        "CREATE TABLE prices (symbol VARCHAR, date DATE, open NUMERIC(20, 6), high NUMERIC(20, 6),"
            + " low NUMERIC(20, 6), close NUMERIC(20, 6), volume BIGINT)");
    run(
        "INSERT INTO prices VALUES"
            + " ('B', DATE '2024-01-02', 3, 5, 2, 4, 8),"
            + " ('A', DATE '2024-01-03', 2, 2.5, 1.5, 2.25, 9),"
            + " ('A', DATE '2024-01-02', 1, 1, 1, 1, 7)");
  }

  @AfterEach
  void dropTheDatabase() throws SQLException {
    run("SHUTDOWN");
  }

  @Test
  void readsTheBarsOfItsSymbolInOrderOfDate() throws Exception {
    assertThat(table("prices").daily(new Symbol("A"), LATE))
        .containsExactly(
            new PriceBar(LocalDate.of(2024, 1, 2), 1, 1, 1, 1, 7),
            new PriceBar(LocalDate.of(2024, 1, 3), 2, 2.5, 1.5, 2.25, 9));
    assertThat(table("PUBLIC.prices").daily(new Symbol("A"), LocalDate.of(2024, 1, 2))).hasSize(1);
  }

  @Test
  void aSymbolWithoutRowsIsUnknown() {
    var failure =
        catchThrowableOfType(
            PermanentFailure.class, () -> table("prices").daily(new Symbol("C"), LATE));
    assertThat(failure.kind()).isEqualTo("unknown_symbol");
  }

  @Test
  void namesTableSymbolAndDateOfAWrongRow() throws Exception {
    run("UPDATE prices SET close = NULL WHERE symbol = 'B'");
    var failure =
        catchThrowableOfType(
            PermanentFailure.class, () -> table("prices").daily(new Symbol("B"), LATE));
    assertThat(failure).hasMessage("table prices, B of 2024-01-02: close is null");
    run("INSERT INTO prices SELECT * FROM prices");
    failure =
        catchThrowableOfType(
            PermanentFailure.class, () -> table("prices").daily(new Symbol("A"), LATE));
    assertThat(failure).hasMessage("table prices, A of 2024-01-02: the date is there twice");
  }

  private PriceSource table(String name) {
    return new TablePrices(database, name);
  }

  private void run(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
