package io.gristworks.store.bytes;

/**
 * Stored bytes are not what was written: damaged, cut off, or of a layout this program is too old
 * for.
 */
public final class CorruptBytes extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong with them. */
  public CorruptBytes(String message) {
    super(message);
  }

  /** With what is wrong with them, and what found it. */
  public CorruptBytes(String message, Throwable cause) {
    super(message, cause);
  }
}
