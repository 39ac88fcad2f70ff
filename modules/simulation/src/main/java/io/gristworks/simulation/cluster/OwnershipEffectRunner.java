package io.gristworks.simulation.cluster;

import io.gristworks.core.ownership.ClusterOwnership;
import io.gristworks.core.ownership.Entrant;
import io.gristworks.core.ownership.MembershipView;
import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.core.ownership.OwnershipStep;
import io.gristworks.core.ownership.OwnershipTimes;
import io.gristworks.simulation.Mutation;
import java.util.Optional;

/** One machine's part in deciding which cluster owns the database, around the real core. */
final class OwnershipEffectRunner {
  private final SimulatedCluster world;
  private final Machine machine;
  private final String self;
  private final ClusterOwnership decisions =
      new ClusterOwnership(new Entrant("", false), OwnershipTimes.DEFAULT);

  OwnershipEffectRunner(SimulatedCluster world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.self = machine.name();
  }

  /** Of a machine that has booted, and belongs nowhere yet. */
  void start() {
    look();
  }

  /** Of a machine that has been a member of the owning cluster for a while. */
  void goOn(OwnerRow before, OwnerRow now) {
    var outside = MembershipView.outside(self);
    decisions.look(Optional.of(before), outside, world.timeline().now());
    decisions.look(Optional.of(now), outside, world.timeline().now());
    look();
  }

  private void look() {
    var owners = world.owners();
    owners.call(
        machine,
        owners::row,
        read ->
            carryOut(
                decisions.look(
                    read, world.membership().members().viewOf(machine), world.timeline().now())));
  }

  private void lookLater() {
    machine.after(decisions.pause().toNanos(), this::look);
  }

  private void carryOut(OwnershipStep step) {
    var owners = world.owners();
    switch (step) {
      case OwnershipStep.Claim(var seen) ->
          owners.call(machine, () -> owners.claim(seen, self), this::claimed);
      case OwnershipStep.Join(var owner) -> join(owner);
      case OwnershipStep.Renew(var mine) ->
          owners.call(machine, () -> owners.renew(mine, self), _ -> lookLater());
      case OwnershipStep.TakeOver(var seen) ->
          owners.call(machine, () -> owners.takeOver(seen, self), _ -> lookLater());
      case OwnershipStep.StepDown(var reason, var seen) ->
          world.membership().crash(machine, reason + " " + seen);
      case OwnershipStep.Wait _, OwnershipStep.EnterAgain _, OwnershipStep.Rest _ -> lookLater();
    }
  }

  private void claimed(Optional<Optional<OwnerRow>> answer) {
    answer
        .flatMap(won -> won)
        .ifPresent(
            mine -> {
              decisions.claimed(mine, world.timeline().now());
              world.membership().admit(machine, mine.cluster(), mine.incarnation());
            });
    lookLater();
  }

  private void join(OwnerRow owner) {
    if (world.membership().members().reaches(machine, owner.cluster())) {
      world.membership().admit(machine, owner.cluster(), owner.incarnation());
    } else if (world.mutation() == Mutation.FORMS_A_CLUSTER_ALONE) {
      world.membership().admit(machine, "island of " + self, owner.incarnation());
      return;
    }
    lookLater();
  }
}
