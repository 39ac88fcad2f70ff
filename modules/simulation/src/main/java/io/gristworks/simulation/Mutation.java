package io.gristworks.simulation;

/**
 * A rule of the protocol that is broken on purpose, at the seams of the simulation and never in the
 * core: to see that the simulation can fail.
 */
public enum Mutation {
  /** Nothing is broken. */
  NONE,
  /** The journal says that it has written before it has; what it had not is lost in a crash. */
  JOURNAL_ANSWERS_EARLY,
  /** A coordinator carries its effects out while its events are still being written. */
  TELLS_BEFORE_WRITING,
  /** The journal lets two coordinators of a batch write, one over the other. */
  TWO_WRITERS,
  /** A new coordinator reads the snapshot, and not what came after it. */
  WAKES_WITHOUT_THE_TAIL,
  /**
   * A new coordinator does not know that there was one before: it numbers its leases as that did.
   */
  NUMBERS_LEASES_ANEW,
  /** A new coordinator grants at once, and asks nobody what is still held. */
  SKIPS_RECONCILIATION,
  /** A report is counted again when it is repeated. */
  COUNTS_REPEATED_REPORTS,
  /** A late report of an outcome that another lease has brought meanwhile is counted, too. */
  COUNTS_LATE_REPORTS,
  /** The leases of lost nodes are never taken back. */
  BELIEVES_LOST_NODES,
  /** A node says each report once, whether it was acknowledged or not. */
  NEVER_REPEATS_REPORTS,
  /** A node takes a refusal of a report for its acknowledgement. */
  TAKES_REFUSAL_FOR_ACCEPTANCE,
  /** A node reports what it has not stored yet. */
  REPORTS_BEFORE_STORING,
  /** A node confirms a cancellation, and goes on. */
  CONFIRMS_DROPS_UNHEEDED,
  /** A node runs tasks beside each other though nodes have died of each. */
  SUSPECTS_SIDE_BY_SIDE,
  /** A node says of all that it ran when it died that it ran it alone. */
  BLAMES_THE_NEIGHBOURS,
  /** A submission that is tried again becomes another batch. */
  SUBMITS_ANEW,
  /** The key of an append holds for all jobs of the batch. */
  KEYS_OF_APPENDS_PER_BATCH,
  /** Under the key of an append other tasks are taken for the same again. */
  KEYS_OF_APPENDS_WITHOUT_DIGEST,
  /** A new coordinator does not know which results have become tasks of other jobs by now. */
  DERIVES_ANEW_AFTER_TAKEOVER,
  /** One result in many does not become a task. */
  DERIVES_ALL_BUT_ONE,
  /** A new coordinator does not know what a reduce job waits for. */
  FORGETS_WHAT_IS_TO_BE_REDUCED,
  /**
   * A reduce job receives what there is when it is handed out, also what came after its release.
   */
  REDUCES_WHAT_CAME_LATER,
  /** A new coordinator does not know which batches its own waits for. */
  FORGETS_AWAITED_BATCHES,
  /** A batch that goes on is taken for one that has ended well. */
  TAKES_RUNNING_FOR_ENDED,
  /** A coordinator hears of no time any more once its batch has ended, though it goes on. */
  STOPS_TICKING_AT_THE_FIRST_END,
  /** A cancellation is answered before the nodes have said that they start nothing more. */
  ANSWERS_CANCELS_UNCONFIRMED,
  /**
   * When a batch has ended, all of its segments are deleted a while later that were not counted at
   * the end: also those that a retry has stored and counted since.
   */
  SWEEPS_WHAT_CAME_LATER
}
