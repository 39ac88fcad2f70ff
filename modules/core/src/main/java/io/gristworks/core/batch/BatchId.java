package io.gristworks.core.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A batch's name in the whole cluster: {@code b} and 20 of {@code [0-9a-v]} (base 32, 100 bits).
 *
 * @param value the text
 */
public record BatchId(String value) {
  private static final Pattern FORM = Pattern.compile("b[0-9a-v]{20}");

  /** Checks the form. */
  public BatchId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("not a batch id: " + value);
    }
  }

  /** Whether {@code text} has the form of a batch id. */
  public static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new id that nobody else has. */
  public static BatchId fresh(RandomGenerator random) {
    var bytes = new byte[13];
    random.nextBytes(bytes);
    return new BatchId(encode(bytes));
  }

  /**
   * The id that belongs to a tenant's idempotency key, always the same: so a repeated submission
   * meets the batch of the first.
   */
  public static BatchId of(String tenant, String idempotencyKey) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(tenant.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return new BatchId(encode(digest.digest(idempotencyKey.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String encode(byte[] bytes) {
    var text = new StringBuilder("b");
    for (int at = 0; at < 20; at++) {
      int bit = at * 5;
      int pair =
          (bytes[bit / 8] & 0xff) << 8
              | (bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xff : 0);
      text.append(Character.forDigit(pair >> (11 - bit % 8) & 31, 32));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return value;
  }
}
