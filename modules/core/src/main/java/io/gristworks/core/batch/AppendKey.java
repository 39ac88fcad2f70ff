package io.gristworks.core.batch;

/**
 * The idempotency key of an append, which holds for one job, and what came under it.
 *
 * @param key the submitter's, 1 to {@value #LONGEST} characters
 * @param digest tells the content of the append from every other; 1 to {@value #LONGEST} characters
 */
public record AppendKey(String key, String digest) {
  /** The most characters of a key, and of a digest. */
  public static final int LONGEST = 255;

  /** The most keys that a batch remembers, all its jobs together. */
  public static final int MOST = 20_000;

  /** Checks the bounds. */
  public AppendKey {
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a key must have 1 to " + LONGEST + " characters, had " + key.length());
    }
    if (digest.isEmpty() || digest.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a digest must have 1 to " + LONGEST + " characters, had " + digest.length());
    }
  }
}
