package io.gristworks.gateway.explain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One task as its coordinator sees it.
 *
 * @param failedAttempts how many attempts of it have failed
 * @param due when it may be tried again; of a task that waits for that only
 * @param node who holds it; of a leased task only
 * @param suspicion what speaks against it, where a node died that ran it
 */
public record TaskFacts(
    int task,
    Place place,
    int failedAttempts,
    @Nullable Instant due,
    @Nullable String node,
    @Nullable String suspicion) {
  /** Where a task can be. */
  public enum Place {
    /** To be handed out. */
    PENDING,
    /** With a worker node. */
    LEASED,
    /** Failed, to be tried again later. */
    WAITING_RETRY,
    /** Done. */
    SUCCEEDED,
    /** Given up. */
    FAILED,
    /** Ended on request. */
    CANCELLED
  }
}
