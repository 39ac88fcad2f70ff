package io.gristworks.node;

import io.gristworks.core.ownership.MembershipView;
import io.gristworks.core.ownership.OwnerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/** The cluster as its ownership needs it. For any number of threads. */
final class Peers {
  private static final Set<MemberStatus> STAYING =
      Set.of(MemberStatus.joining(), MemberStatus.weaklyUp(), MemberStatus.up());

  private final Cluster cluster;
  private final boolean joins;
  private final List<String> seeds;
  private String joinedBy = "";

  /**
   * Peers of a system.
   *
   * @param joins whether this node may join others at all
   * @param seeds host:port of nodes that may be members, beside the holder that the row names
   */
  Peers(ActorSystem<?> system, boolean joins, List<String> seeds) {
    this.joins = joins;
    this.cluster = Cluster.get(system);
    this.seeds = seeds;
  }

  /** How this node sees its cluster now. */
  MembershipView view() {
    var self = nameOf(cluster.selfMember().uniqueAddress());
    boolean belongs =
        !cluster.isTerminated() && cluster.selfMember().status().equals(MemberStatus.up());
    if (!belongs) {
      return MembershipView.outside(self);
    }
    var unreachable = cluster.state().getUnreachable();
    var members = new TreeSet<String>();
    boolean oldest = true;
    for (var member : cluster.state().getMembers()) {
      members.add(nameOf(member.uniqueAddress()));
      oldest &=
          unreachable.contains(member)
              || !STAYING.contains(member.status())
              || !member.isOlderThan(cluster.selfMember());
    }
    return new MembershipView(self, true, oldest, members);
  }

  /** Whether no other member stays, so that nobody needs the database when this node has gone. */
  boolean isLast() {
    for (Member member : cluster.state().getMembers()) {
      if (!member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())
          && STAYING.contains(member.status())) {
        return false;
      }
    }
    return true;
  }

  /** Joins through the holder or a seed, never through itself; each holder is tried as it comes. */
  void join(OwnerRow owner) {
    if (!joins || owner.holder().equals(joinedBy)) {
      return; // Pekko goes on trying by itself
    }
    joinedBy = owner.holder();
    var self = cluster.selfMember().address();
    var through = new ArrayList<Address>();
    if (owner.holder().contains("#")) {
      add(through, owner.holder().substring(0, owner.holder().indexOf('#')), self);
    }
    seeds.forEach(seed -> add(through, "pekko://" + PekkoConfig.SYSTEM + "@" + seed, self));
    if (!through.isEmpty()) {
      cluster.manager().tell(new JoinSeedNodes(through));
    }
  }

  private static void add(List<Address> all, String uri, Address self) {
    var address = AddressFromURIString.parse(uri);
    if (!address.equals(self) && !all.contains(address)) {
      all.add(address);
    }
  }

  /** Leaves the cluster at once; the node ends. */
  void stepDown() {
    cluster.manager().tell(new Down(cluster.selfMember().address()));
  }

  private static String nameOf(UniqueAddress address) {
    return address.address() + "#" + address.longUid();
  }
}
