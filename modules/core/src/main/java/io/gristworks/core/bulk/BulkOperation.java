package io.gristworks.core.bulk;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A bulk operation as it stands.
 *
 * <pre>
 *   accepted ──page──▶ running ──page──▶ … ──the last page──▶ done
 *       └───────────────────┴── cancel ──▶ cancelled
 * </pre>
 *
 * @param tenant who wanted it, and may see it
 * @param by likewise, for people
 * @param acceptedAt only batches submitted until then, inclusive, are meant
 * @param matched how many batches, or jobs, matched when it was accepted; meanwhile some may have
 *     ended
 */
public record BulkOperation(
    BulkId id,
    String tenant,
    String by,
    BulkRequest wish,
    Instant acceptedAt,
    long matched,
    BulkProgress progress) {
  /**
   * Rows of lists are written by many nodes and may come a moment after the batch: the order of
   * submission holds only for what is older than this.
   */
  public static final Duration ROWS_COME_WITHIN = Duration.ofSeconds(1);

  /** One of which nothing is done yet. */
  public static BulkOperation accepted(
      BulkId id, String tenant, String by, BulkRequest wish, Instant now, long matched) {
    return new BulkOperation(id, tenant, by, wish, now, matched, BulkProgress.NONE);
  }

  /** How far batches can be looked at now: up to this moment of submission, inclusive. */
  public Instant horizon(Instant now) {
    var settled = now.minus(ROWS_COME_WITHIN).truncatedTo(ChronoUnit.MICROS);
    return settled.isBefore(acceptedAt) ? settled : acceptedAt;
  }

  /**
   * How it stands after a page.
   *
   * @param page what was found behind {@link BulkProgress#at} up to {@code horizon}
   * @param answers what those that it matched answered, one each
   * @throws IllegalStateException where it has ended, or somebody has not answered
   */
  public BulkOperation after(
      BulkPage page, List<BulkAnswer> answers, Instant horizon, Instant now) {
    if (progress.state().isFinal()) {
      throw new IllegalStateException(id + " is " + progress.state() + " and takes no page");
    }
    if (answers.size() != page.matched().size()) {
      throw new IllegalStateException(
          answers.size() + " answers of " + page.matched().size() + " asked by " + id);
    }
    boolean over = page.last() && !horizon.isBefore(acceptedAt);
    return with(progress.after(answers, page.end(), over, now));
  }

  /** How it stands once it was stopped; empty where it has ended already. */
  public Optional<BulkOperation> cancelled(Instant now) {
    return progress.state().isFinal()
        ? Optional.empty()
        : Optional.of(with(progress.cancelled(now)));
  }

  private BulkOperation with(BulkProgress next) {
    return new BulkOperation(id, tenant, by, wish, acceptedAt, matched, next);
  }

  /**
   * Whose batches it is about. Operations about the same tenant are carried out one after the
   * other, in the order of their acceptance: a pause and the resume after it never overtake each
   * other.
   */
  public String about() {
    return wish.filter().tenant();
  }
}
