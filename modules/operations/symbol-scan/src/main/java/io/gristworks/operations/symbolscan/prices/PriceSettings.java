package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.NodeContext;
import io.gristworks.handler.TaskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a node finds its prices: {@code prices.source} is {@code csv}, with {@code
 * prices.directory}; {@code table}, with {@code prices.table}; or {@code synthetic}. Left out, it
 * follows from which of the other two is there.
 */
public final class PriceSettings {
  private static final String PREFIX = "gristworks.operations.symbol-scan.";
  private static final Pattern TABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

  private PriceSettings() {}

  /**
   * Checks the settings of a node, and reads no prices. A directory must be there; a table may come
   * later.
   *
   * @throws TaskFailure {@code no_prices} where they say something that cannot be; nothing said is
   *     right: such a node has no prices
   */
  public static void check(NodeContext context) throws TaskFailure {
    var settings = context.settings();
    switch (source(settings)) {
      case "csv" -> directory(settings);
      case "table" -> table(settings, context);
      case "synthetic", "" -> {}
      default -> throw unknown(source(settings));
    }
  }

  /**
   * The source of a node.
   *
   * @throws TaskFailure {@code no_prices} where the settings name none that exists; another node
   *     may have it, so it is not permanent
   * @throws IOException where files cannot be read
   */
  public static PriceSource open(NodeContext context) throws TaskFailure, IOException {
    var settings = context.settings();
    return switch (source(settings)) {
      case "csv" -> CsvPrices.in(directory(settings));
      case "table" -> table(settings, context);
      case "synthetic" -> new SyntheticPrices();
      case "" -> throw unset("set " + PREFIX + "prices.source to csv, table or synthetic");
      default -> throw unknown(source(settings));
    };
  }

  private static String source(Map<String, String> settings) {
    return settings.getOrDefault("prices.source", implied(settings));
  }

  private static TaskFailure unknown(String source) {
    return unset(PREFIX + "prices.source is '" + source + "', not csv, table or synthetic");
  }

  private static String implied(Map<String, String> settings) {
    if (settings.containsKey("prices.directory")) {
      return "csv";
    }
    return settings.containsKey("prices.table") ? "table" : "";
  }

  private static Path directory(Map<String, String> settings) throws TaskFailure {
    var directory = Path.of(required(settings, "prices.directory"));
    if (!Files.isDirectory(directory)) {
      throw unset(PREFIX + "prices.directory is not a directory: " + directory.toAbsolutePath());
    }
    return directory;
  }

  private static PriceSource table(Map<String, String> settings, NodeContext context)
      throws TaskFailure {
    String name = required(settings, "prices.table");
    if (!TABLE.matcher(name).matches()) {
      throw unset(PREFIX + "prices.table is '" + name + "', not a table or schema.table");
    }
    var database = context.database();
    if (database.isEmpty()) {
      throw unset(PREFIX + "prices.table is set, but this node lends no database to operations");
    }
    return new TablePrices(database.get(), name);
  }

  private static String required(Map<String, String> settings, String name) throws TaskFailure {
    String value = settings.get(name);
    if (value == null || value.isBlank()) {
      throw unset(PREFIX + name + " is not set");
    }
    return value;
  }

  private static TaskFailure unset(String message) {
    return new TaskFailure("no_prices", message);
  }
}
