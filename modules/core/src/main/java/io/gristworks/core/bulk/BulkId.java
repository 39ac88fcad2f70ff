package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A bulk operation's name in the whole cluster: {@code o} and 20 of {@code [0-9a-v]} (base 32, 100
 * bits).
 *
 * @param value the text
 */
public record BulkId(String value) {
  private static final Pattern FORM = Pattern.compile("o[0-9a-v]{20}");

  /** Checks the form. */
  public BulkId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("not a bulk operation's id: " + value);
    }
  }

  /** Whether {@code text} has the form of a bulk operation's id. */
  public static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new id that nobody else has. */
  public static BulkId fresh(RandomGenerator random) {
    return like(BatchId.fresh(random));
  }

  /** The id that belongs to a tenant's idempotency key, always the same. */
  public static BulkId of(String tenant, String idempotencyKey) {
    return like(BatchId.of(tenant, idempotencyKey));
  }

  private static BulkId like(BatchId batch) {
    return new BulkId("o" + batch.value().substring(1));
  }

  @Override
  public String toString() {
    return value;
  }
}
