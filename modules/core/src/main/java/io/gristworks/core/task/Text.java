package io.gristworks.core.task;

/** The size of text on its way and in the store, which is UTF-8. */
public final class Text {
  private static final String CUT = "…";
  private static final int CUT_BYTES = 3;
  private static final char UNREADABLE = '\ufffd';

  private Text() {}

  /** How many bytes {@code text} has in UTF-8; half a surrogate pair counts as three. */
  public static int bytes(String text) {
    int bytes = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        bytes += 4;
        at++;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  /**
   * The same text, with the sign for what is unreadable in place of each half of a surrogate pair.
   * No form of UTF-8 has halves: an event that holds one cannot be written to the journal.
   */
  public static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (Character.isSurrogate(c)) {
        if (Character.isSurrogatePair(c, at + 1 < text.length() ? text.charAt(at + 1) : 'x')) {
          at++;
        } else {
          mended = mended == null ? new StringBuilder(text) : mended;
          mended.setCharAt(at, UNREADABLE);
        }
      }
    }
    return mended == null ? text : mended.toString();
  }

  /** Whether it has no half of a surrogate pair. */
  public static boolean isWellFormed(String text) {
    return wellFormed(text).equals(text);
  }

  /**
   * {@code text} where it has at most {@code most} bytes, else its beginning and an ellipsis.
   *
   * @param most in UTF-8, from 3
   */
  public static String cut(String text, int most) {
    if (text.length() <= most / 3 || bytes(text) <= most) {
      return text;
    }
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      int more = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes + more > most - CUT_BYTES) {
        break;
      }
      bytes += more;
      end += Character.charCount(point);
    }
    return text.substring(0, end) + CUT;
  }
}
