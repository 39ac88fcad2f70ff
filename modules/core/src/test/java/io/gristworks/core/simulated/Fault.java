package io.gristworks.core.simulated;

/** A defect that a shell around the core could have; put in to see that the ledger finds it. */
enum Fault {
  /** None: all is well. */
  NONE,
  /** Reports are counted without asking what was counted before. */
  COUNTS_REPEATED_REPORTS,
  /** Nothing lapses: neither in silence nor with its node. */
  FORGETS_LAPSED_LEASES,
  /** A new coordinator starts from the snapshot and forgets what came after it. */
  WAKES_WITHOUT_THE_TAIL,
  /** A new coordinator does not write that it has begun, and numbers its leases as the last did. */
  NUMBERS_LEASES_ANEW
}
