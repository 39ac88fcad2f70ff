package io.gristworks.core.ownership;

/**
 * A node that wants to belong to the cluster that owns the database.
 *
 * @param sole what names this node through all its starts, where its cluster never has another
 *     member; else empty. Two nodes that live at the same time never share it
 * @param exclusive whether the database can be opened by this process alone
 */
public record Entrant(String sole, boolean exclusive) {

  /** Whether this node or its earlier life is the only one that can be the owner. */
  boolean canOnlyMeetItself(OwnerRow row) {
    return exclusive || (!sole.isEmpty() && sole.equals(row.sole()));
  }
}
