package io.gristworks.store.ownership;

import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.util.Optional;

/**
 * The owner row. Any number of threads; every call blocks its own, for a few seconds at most, and
 * fails with {@link StoreUnavailable} where the database does not answer in that time.
 */
public interface OwnershipStore extends AutoCloseable {

  /** Reads it. */
  OwnerRow read();

  /**
   * Claims the next incarnation, if the row is still as it was seen. Waits for transactions of
   * earlier incarnations that write; those that come later are refused.
   *
   * @param cluster the new cluster's name, never used before
   * @param holder the claimant
   * @param sole as in {@link OwnerRow#sole()}
   * @return the row as it is now; empty where somebody else was quicker
   */
  Optional<OwnerRow> claim(OwnerRow seen, String cluster, String holder, String sole);

  /** Renews, if the database still belongs to that cluster; whether it does. */
  boolean renew(String cluster, String holder);

  /** Renews under another holder, if the row is still as it was seen; whether that went well. */
  boolean takeOver(OwnerRow seen, String holder);

  /** Says that no member is left, if the database still belongs to that cluster. */
  void release(String cluster);

  /** Closes its connection. */
  @Override
  void close();
}
