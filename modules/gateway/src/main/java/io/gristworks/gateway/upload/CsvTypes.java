package io.gristworks.gateway.upload;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gristworks.gateway.problem.Faults;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the cells of a CSV body are: text, unless the query names a column and its type, as in
 * {@code types=price:number,active:boolean}. CSV itself cannot tell the number 1 from the text "1",
 * and guessing would turn a symbol such as 1E5 into a number.
 *
 * @param byColumn the type of each column that is not text
 */
public record CsvTypes(Map<String, Type> byColumn) {
  /** All cells are text. */
  public static final CsvTypes TEXT = new CsvTypes(Map.of());

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,999})(\\.[0-9]{1,999})?([eE][+-]?[0-9]{1,9})?");

  /** What a cell can be. An empty one that is no text is null. */
  public enum Type {
    /** As it stands. */
    TEXT,
    /** A number as JSON spells it, with all its digits. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN
  }

  /** Copies the map. */
  public CsvTypes {
    byColumn = Map.copyOf(byColumn);
  }

  /**
   * Reads {@code column:type} pairs with commas between; the last colon of a pair parts it.
   *
   * @throws io.gristworks.gateway.problem.ProblemFound 422 where it is none
   */
  public static CsvTypes parse(String text) {
    var faults = new Faults();
    var types = new TreeMap<String, Type>();
    for (var pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int colon = pair.lastIndexOf(':');
      var column = colon < 0 ? "" : pair.substring(0, colon).strip();
      var word = pair.substring(colon + 1).strip();
      var type = Arrays.stream(Type.values()).filter(each -> word(each).equals(word)).findFirst();
      if (column.isEmpty() || type.isEmpty()) {
        faults.add(
            "/types",
            "types takes column:type pairs with commas between, each type one of "
                + Arrays.stream(Type.values()).map(CsvTypes::word).collect(Collectors.joining(", "))
                + "; was '"
                + pair
                + "'");
      } else if (types.put(column, type.get()) != null) {
        faults.add("/types", "types names column " + column + " twice");
      }
    }
    faults.refuseIfAny();
    return new CsvTypes(types);
  }

  private static String word(Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses columns that are not there.
   *
   * @throws io.gristworks.gateway.problem.ProblemFound 422 with their names
   */
  void requireColumns(List<String> columns) {
    var faults = new Faults();
    for (var column : new TreeMap<>(byColumn).keySet()) {
      if (!columns.contains(column)) {
        faults.add("/types", "types names column " + column + "; the columns are " + columns);
      }
    }
    faults.refuseIfAny();
  }

  /** What is wrong with a cell; empty where nothing is. */
  String fault(String column, String cell) {
    boolean fits =
        switch (of(column)) {
          case TEXT -> true;
          case NUMBER -> cell.isEmpty() || NUMBER.matcher(cell).matches();
          case BOOLEAN -> cell.isEmpty() || cell.equals("true") || cell.equals("false");
        };
    return fits ? "" : "column " + column + " is no " + word(of(column)) + ": '" + cell + "'";
  }

  /** Writes a cell with which nothing is wrong. */
  void write(JsonGenerator out, String column, String cell) throws IOException {
    var type = of(column);
    if (type == Type.TEXT) {
      out.writeString(cell);
    } else if (cell.isEmpty()) {
      out.writeNull();
    } else if (type == Type.NUMBER) {
      out.writeNumber(cell);
    } else {
      out.writeBoolean(cell.equals("true"));
    }
  }

  private Type of(String column) {
    return byColumn.getOrDefault(column, Type.TEXT);
  }
}
