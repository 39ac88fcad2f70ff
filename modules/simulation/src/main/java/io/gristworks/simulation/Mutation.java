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
  /** What lost nodes have stored and not reported is not looked for. */
  FORGETS_WHAT_LOST_NODES_STORED,
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
  /**
   * When a batch has ended, all of its segments are deleted a while later that were not counted at
   * the end: also those that a retry has stored and counted since.
   */
  SWEEPS_WHAT_CAME_LATER,
  /** An upload is old enough to be swept when somebody's clock says so, and not when it is. */
  SWEEPS_UPLOADS_BY_THE_CLOCK,
  /** A batch that has ended by its rows is purged, and its coordinator is not asked. */
  PURGES_WITHOUT_ASKING,
  /** A batch retires as soon as it has ended. */
  RETIRES_TOO_EARLY,
  /** A new coordinator does not know that its batch has retired. */
  FORGETS_RETIREMENT,
  /** Rows of lists are replaced by such as are older. */
  ROWS_OF_ANY_REVISION,
  /** Rows of lists that could not be written are taken for written. */
  TRUSTS_FAILED_ROWS,
  /** A thread whose task answers no interrupt is waited for. */
  KEEPS_STUCK_THREADS,
  /** A node with too many stuck threads takes work. */
  TAKES_WORK_WITH_STUCK_THREADS,
  /** A node with too many stuck threads goes on. */
  NEVER_RESTARTS_STUCK_NODES,
  /** Whoever reads results is given all that is stored, counted or not. */
  READS_UNCOUNTED_SEGMENTS,
  /** A snapshot does not tell of the limits of jobs. */
  SNAPSHOT_FORGETS_LIMITS,
  /** A snapshot does not tell of deadlines. */
  SNAPSHOT_FORGETS_DEADLINES,
  /** A snapshot does not tell of priorities. */
  SNAPSHOT_FORGETS_PRIORITIES,
  /** A snapshot does not tell why tasks failed. */
  SNAPSHOT_FORGETS_CAUSES,
  /** A snapshot does not tell under which keys tasks were appended. */
  SNAPSHOT_FORGETS_APPEND_KEYS,
  /** A snapshot does not tell which segments were given up. */
  SNAPSHOT_FORGETS_DISCARDED_SEGMENTS,
  /** A new coordinator does not know how long tasks are to wait for their next attempt. */
  FAILOVER_FORGETS_BACKOFF,
  /** A new coordinator does not know how often tasks have failed. */
  FAILOVER_FORGETS_ATTEMPTS,
  /** A new coordinator does not know which jobs are paused. */
  FAILOVER_FORGETS_PAUSES,
  /** A new coordinator does not know which failed tasks are held back. */
  FAILOVER_FORGETS_CANARIES,
  /** A new coordinator tells nodes nothing of its predecessors: their late leases are begun. */
  NO_LEASE_FENCES,
  /** A coordinator takes in any lease that a node names, also one that has ended for good. */
  TAKES_IN_ANY_LEASE,
  /** A coordinator takes the first part of what a node holds for all of it, and hears no other. */
  TAKES_PARTS_FOR_ALL,
  /** A node's answer to an earlier cancellation confirms a later one. */
  HEEDS_OUTDATED_ANSWERS_TO_DROPS,
  /** A cancellation is answered before the nodes have confirmed it. */
  ANSWERS_CANCELS_UNCONFIRMED,
  /** A task has one attempt fewer than it may have. */
  GIVES_UP_TOO_EARLY,
  /** A task that is to be given up has one attempt more. */
  RETRIES_TOO_OFTEN,
  /** The next attempt may begin a little before its backoff is over. */
  RETRIES_TOO_EARLY,
  /** The next attempt waits longer than its backoff. */
  RETRIES_TOO_LATE,
  /** Where reports are counted together, their attempts count twice. */
  DOUBLES_ATTEMPTS_OF_MERGED_REPORTS,
  /** Of failures of one cause that are counted together, one counts. */
  COUNTS_CAUSES_ONCE,
  /** A failure budget is never spent. */
  NEVER_SPENDS_BUDGETS,
  /** What has no outcome at the deadline goes on. */
  IGNORES_DEADLINES,
  /** What has no outcome when the total time is over goes on. */
  IGNORES_TOTAL_TIMES,
  /** A job begins before its start time. */
  BEGINS_TOO_EARLY,
  /** All failed tasks are tried again where only some are to be tried first. */
  CANARY_RELEASES_ALL,
  /** A retry of failed tasks takes cancelled ones, too. */
  RETRY_REVIVES_CANCELLED,
  /** Of several paused jobs only the first goes on. */
  RESUMES_ONE_ALONE,
  /** A derived job has all its tasks with the first of them. */
  ENDS_DERIVATION_EARLY,
  /** A node that lacks an operation is given work of it. */
  OFFERS_TO_ANY_NODE,
  /** A pool that takes over does not ask what is out under limits. */
  FORGETS_LIMITS_ON_FAILOVER,
  /** A pool that takes over counts what nodes hold twice. */
  COUNTS_TWICE_ON_FAILOVER,
  /** A pool that takes over takes a part of what a node holds for all of it. */
  POOL_TAKES_PARTS_FOR_ALL,
  /** A pool goes on when it has heard of a later one, or has handed over. */
  POOL_NEVER_STEPS_DOWN,
  /** Nodes take what an earlier pool has granted, though a later one has counted what they hold. */
  OBEYS_EARLIER_POOLS,
  /** The database lets in what is written under an earlier incarnation. */
  NO_FENCES,
  /** A node that is restarted while it is cut off from its cluster begins one of its own. */
  FORMS_A_CLUSTER_ALONE,
  /** A gateway answers how a batch stands with what it was told up to half a minute ago. */
  GATEWAYS_REMEMBER
}
