package io.gristworks.core.batch;

import java.util.regex.Pattern;

/**
 * What messages of one cause have in common: the first line, at most 300 characters, with
 * everything that tells one case from the next folded into a sign for its sort.
 */
final class ErrorPattern {
  private static final int LONGEST = 300;

  // One pass, no nested repetition: messages are strangers' text and must not cost more than O(n).
  private static final Pattern CASES =
      Pattern.compile(
          "(?<url>\\b[a-zA-Z][a-zA-Z0-9+.-]{1,10}://[^\\s\"'<>)]++)"
              + "|(?<uuid>\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b)"
              + "|(?<quoted>\"[^\"]*+\"|(?<![\\p{L}\\p{N}])'[^']*+'(?![\\p{L}\\p{N}])|`[^`]*+`)"
              + "|(?<path>(?<![\\p{L}\\p{N}_.~-])(?:[A-Za-z]:|~|\\.{1,2})?(?:[/\\\\][\\w.@%+-]++)++)"
              + "|(?<hex>\\b0[xX][0-9a-fA-F]++\\b"
              + "|\\b(?=[a-fA-F]{0,12}[0-9])(?=[0-9]{0,12}[a-fA-F])[0-9a-fA-F]{8,}+\\b)"
              + "|(?<number>\\d++(?:[.,:]\\d++)*+)");

  private ErrorPattern() {}

  /** The pattern of {@code message}; the same for messages that differ in such details alone. */
  static String of(String message) {
    int end = message.indexOf('\n');
    var line = end < 0 ? message : message.substring(0, end);
    return CASES
        .matcher(part(line).strip())
        .replaceAll(
            found -> {
              if (found.group("number") != null) {
                return "#";
              }
              return found.group("quoted") != null
                  ? "<text>"
                  : found.group("path") != null
                      ? "<path>"
                      : found.group("url") != null
                          ? "<url>"
                          : found.group("uuid") != null ? "<uuid>" : "<hex>";
            });
  }

  /** Its beginning, but no half of the last character. */
  private static String part(String line) {
    if (line.length() <= LONGEST) {
      return line;
    }
    boolean halves = Character.isHighSurrogate(line.charAt(LONGEST - 1));
    return line.substring(0, halves ? LONGEST - 1 : LONGEST);
  }
}
