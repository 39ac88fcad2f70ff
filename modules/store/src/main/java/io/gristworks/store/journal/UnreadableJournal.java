package io.gristworks.store.journal;

/**
 * The journal holds something this program cannot read: of a later version, or damaged. Never
 * passed over, for a silent gap is a lost task.
 */
public final class UnreadableJournal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** No such name is known here. */
  UnreadableJournal(String manifest) {
    super("the journal holds " + manifest + ", which this version does not know");
  }

  /** The name is known, the bytes behind it are not. */
  UnreadableJournal(String manifest, Throwable cause) {
    super("the journal holds a damaged " + manifest + ": " + firstLine(cause), cause);
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
