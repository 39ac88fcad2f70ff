package io.gristworks.cli.session;

import java.io.Console;
import java.util.Map;

/**
 * What error output, where progress is drawn, goes to.
 *
 * @param isTerminal whether somebody looks at it; else it is a file or a pipe
 * @param columns its width in characters, from 20
 */
public record Screen(boolean isTerminal, int columns) {
  private static final int USUAL_COLUMNS = 80;
  private static final int COLUMNS_MIN = 20;

  /** Holds the width to what a bar needs. */
  public Screen {
    columns = Math.max(COLUMNS_MIN, columns);
  }

  /** A file or a pipe. */
  public static Screen none() {
    return new Screen(false, USUAL_COLUMNS);
  }

  /**
   * The screen of this process. The start script knows best and says so in {@code GRIST_SCREEN}:
   * the number of columns, or 0 for none; without it a console with both ends open counts.
   */
  public static Screen ofThisProcess(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM"))) {
      return none();
    }
    var told = environment.getOrDefault("GRIST_SCREEN", "");
    if (told.matches("[0-9]{1,4}")) {
      int columns = Integer.parseInt(told);
      return columns == 0 ? none() : new Screen(true, columns);
    }
    return hasTerminal() ? new Screen(true, USUAL_COLUMNS) : none();
  }

  @SuppressWarnings("SystemConsoleNull") // null still where a Java launcher closed all three ends
  private static boolean hasTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
