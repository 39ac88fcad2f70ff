package io.gristworks.core.ownership;

import java.time.Duration;

/**
 * The database's answer to whom it belongs, as read at one moment.
 *
 * @param incarnation grows by one with each claim; 0 while nobody ever claimed
 * @param cluster a random name that the founder gave its cluster; empty at incarnation 0
 * @param holder the member that renewed last, by its {@link MembershipView#self()}
 * @param sole the only node that can belong to the cluster, by its {@link Entrant#sole()}; empty
 *     where there may be several
 * @param renewals grows with each renewal
 * @param age the time since the last renewal by the database's clock; may be negative when that
 *     clock was set back
 * @param released whether the last member has left in good order
 */
public record OwnerRow(
    long incarnation,
    String cluster,
    String holder,
    String sole,
    long renewals,
    Duration age,
    boolean released) {

  /** Whether nobody owns the database, for certain. */
  boolean isFree() {
    return incarnation == 0 || released;
  }
}
