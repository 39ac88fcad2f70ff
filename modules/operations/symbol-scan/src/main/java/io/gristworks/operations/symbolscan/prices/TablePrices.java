package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Prices from a table or view with the columns {@code symbol} (text), {@code date} (date), {@code
 * open}, {@code high}, {@code low}, {@code close}, {@code volume} (numbers); an index over {@code
 * (symbol, date)} is what makes it fast.
 */
final class TablePrices implements PriceSource {
  /** The longest a query may take: a database that hangs must not hold a worker for ever. */
  private static final int QUERY_TIMEOUT_SECONDS = 30;

  private final DataSource database;
  private final String table;
  private final String query;

  /**
   * Reads from a table.
   *
   * @param table a name that was checked: it becomes part of the SQL
   */
  TablePrices(DataSource database, String table) {
    this.database = database;
    this.table = table;
    this.query =
        "SELECT date, open, high, low, close, volume FROM "
            + table
            + " WHERE symbol = ? AND date <= ? ORDER BY date";
  }

  @Override
  public List<PriceBar> daily(Symbol symbol, LocalDate last) throws SQLException, PermanentFailure {
    var bars = new ArrayList<PriceBar>();
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
      statement.setString(1, symbol.name());
      statement.setDate(2, Date.valueOf(last));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          bars.add(bar(symbol, rows, bars));
        }
      }
    }
    if (bars.isEmpty()) {
      throw PriceSource.unknown(symbol, "table " + table + " until " + last);
    }
    return bars;
  }

  private PriceBar bar(Symbol symbol, ResultSet row, List<PriceBar> before)
      throws SQLException, PermanentFailure {
    var date = row.getDate(1).toLocalDate(); // never null: it was compared
    if (!before.isEmpty() && !date.isAfter(before.getLast().date())) {
      throw corrupt(symbol, date, "the date is there twice");
    }
    try {
      return new PriceBar(
          date,
          number(row, 2, "open"),
          number(row, 3, "high"),
          number(row, 4, "low"),
          number(row, 5, "close"),
          number(row, 6, "volume"));
    } catch (IllegalArgumentException e) {
      throw corrupt(symbol, date, String.valueOf(e.getMessage()));
    }
  }

  private static double number(ResultSet row, int column, String name) throws SQLException {
    double value = row.getDouble(column);
    if (row.wasNull()) {
      throw new IllegalArgumentException(name + " is null");
    }
    return value;
  }

  private PermanentFailure corrupt(Symbol symbol, LocalDate date, String what) {
    return new PermanentFailure(
        "corrupt_prices", "table %s, %s of %s: %s".formatted(table, symbol, date, what));
  }
}
