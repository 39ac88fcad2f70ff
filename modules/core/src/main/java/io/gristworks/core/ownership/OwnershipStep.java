package io.gristworks.core.ownership;

/** What a node has to do after it has looked at the owner row. */
public sealed interface OwnershipStep {

  /** Look again later; the node may not join, found or run anything yet. */
  record Wait(WaitReason reason) implements OwnershipStep {}

  /**
   * Claim the next incarnation if the row is still as it was {@code seen}; tell {@link
   * ClusterOwnership#claimed} if that went well.
   */
  record Claim(OwnerRow seen) implements OwnershipStep {}

  /** Join the cluster that owns the database; repeated until the node belongs to it. */
  record Join(OwnerRow owner) implements OwnershipStep {}

  /** The cluster to be joined is no longer the owner: forget it and look again at once. */
  record EnterAgain(OwnerRow seen) implements OwnershipStep {}

  /** Renew, under the node's own name. */
  record Renew(String cluster) implements OwnershipStep {}

  /** Renew in place of a silent holder, if the row is still as it was {@code seen}. */
  record TakeOver(OwnerRow seen) implements OwnershipStep {}

  /** Nothing. */
  record Rest() implements OwnershipStep {}

  /** End this node at once: it belongs to a cluster that may not work on this database. */
  record StepDown(StepDownReason reason, OwnerRow seen) implements OwnershipStep {}

  /** Why a node waits. */
  enum WaitReason {
    /** The database does not answer. */
    DATABASE_AWAY,
    /** The row names an owner of which it is not known whether it lives. */
    OWNER_MAY_LIVE
  }

  /** Why a node ends. */
  enum StepDownReason {
    /** Another cluster has claimed a later incarnation. */
    CLAIMED_BY_ANOTHER,
    /** The row is renewed by a node that this node's cluster has removed: the cluster is split. */
    RENEWED_BY_A_STRANGER
  }
}
