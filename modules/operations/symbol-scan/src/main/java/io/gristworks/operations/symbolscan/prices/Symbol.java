package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of something traded: 1 to 32 of {@code [A-Za-z0-9._^=-]}. Safe as a part of a file name:
 * it has no separator of directories.
 */
public record Symbol(String name) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._^=-]{1,32}");

  /** Checks the name. */
  public Symbol {
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException("not a symbol: " + name);
    }
  }

  /**
   * The symbol that a task names.
   *
   * @throws PermanentFailure {@code invalid_symbol}
   */
  public static Symbol of(@Nullable String name) throws PermanentFailure {
    if (name == null || !ALLOWED.matcher(name).matches()) {
      throw new PermanentFailure(
          "invalid_symbol",
          "a symbol has 1 to 32 of A-Z a-z 0-9 . _ ^ = -, found "
              + (name == null ? "null" : quoted(name)));
    }
    return new Symbol(name);
  }

  private static String quoted(String name) {
    return "'" + (name.length() <= 40 ? name : name.substring(0, 40) + "...") + "'";
  }

  @Override
  public String toString() {
    return name;
  }
}
