package io.gristworks.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Columns under headings, as wide as they need to be; numbers stand to the right. */
public final class Table {
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9,.]*( ?[%a-z/]{1,7})?|-");
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /** An empty table. */
  public Table(String... headings) {
    this.columns = headings.length;
    rows.add(List.of(headings));
  }

  /** One more line; as many cells as there are headings. */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Writes it; of a table without lines, {@code whenEmpty} instead. */
  public void print(PrintWriter out, String whenEmpty) {
    if (rows.size() == 1) {
      out.println(whenEmpty);
      return;
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(column == 0 ? "" : GAP).append(cell(row.get(column), column));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private String cell(String text, int column) {
    int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    boolean numbers =
        rows.stream().skip(1).allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    var padding = " ".repeat(width - text.length());
    return numbers ? padding + text : text + padding;
  }
}
