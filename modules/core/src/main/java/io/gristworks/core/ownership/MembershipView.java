package io.gristworks.core.ownership;

import java.util.Set;

/**
 * A node's view of the cluster to which it belongs.
 *
 * @param self the node's own name; another one in each of its lives
 * @param belongs whether the node is a member now: it has joined, and neither leaves nor was downed
 * @param oldest whether no reachable member is older
 * @param members the names of all members, reachable or not, with its own
 */
public record MembershipView(String self, boolean belongs, boolean oldest, Set<String> members) {

  /** Of a node that has not joined yet. */
  public static MembershipView outside(String self) {
    return new MembershipView(self, false, false, Set.of());
  }

  /** Of a node that is its cluster's only member. */
  public static MembershipView alone(String self) {
    return new MembershipView(self, true, true, Set.of(self));
  }
}
