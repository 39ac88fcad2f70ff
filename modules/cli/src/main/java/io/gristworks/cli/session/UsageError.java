package io.gristworks.cli.session;

/** The user asked for something that makes no sense; the message says what would. */
public final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Wrong usage, in one sentence. */
  public UsageError(String sentence) {
    super(sentence);
  }
}
