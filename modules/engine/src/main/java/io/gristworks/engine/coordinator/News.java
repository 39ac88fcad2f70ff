package io.gristworks.engine.coordinator;

import io.gristworks.core.coordinator.CoordinatorNews;
import io.gristworks.engine.protocol.CoordinatorCommand;

/** Messages, in the words of the coordinator's decisions. */
final class News {
  private News() {}

  static CoordinatorNews of(CoordinatorCommand.Submit wish, Acquaintances known) {
    return new CoordinatorNews.Submitted(
        wish.spec(), wish.open(), wish.inputs(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Append wish, Acquaintances known) {
    return new CoordinatorNews.Appended(
        wish.job(), wish.part(), wish.key(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Seal wish, Acquaintances known) {
    return new CoordinatorNews.Sealed(wish.expected(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Cancel wish, Acquaintances known) {
    return new CoordinatorNews.CancelWanted(wish.job(), wish.reason(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Control wish, Acquaintances known) {
    return new CoordinatorNews.Commanded(wish.command(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Retire wish, Acquaintances known) {
    return new CoordinatorNews.RetireWanted(wish.finishedBefore(), known.asker(wish.replyTo()));
  }

  static CoordinatorNews of(CoordinatorCommand.Grant wish, Acquaintances known) {
    return new CoordinatorNews.GrantWanted(
        wish.job(), wish.grant(), known.meet(wish.node()), wish.workers(), wish.mostTasks());
  }

  static CoordinatorNews of(CoordinatorCommand.Rebalance wish, Acquaintances known) {
    return new CoordinatorNews.RebalanceWanted(wish.job(), wish.grant(), known.meet(wish.node()));
  }

  static CoordinatorNews of(CoordinatorCommand.Report report, Acquaintances known) {
    return new CoordinatorNews.Reported(known.meet(report.node()), report.number(), report.jobs());
  }

  static CoordinatorNews of(CoordinatorCommand.Blame blame) {
    return new CoordinatorNews.NodeDied(
        blame.died(), blame.job(), blame.running(), blame.alone(), blame.evidence());
  }

  static CoordinatorNews of(CoordinatorCommand.Holding holding, Acquaintances known) {
    return new CoordinatorNews.Held(
        known.meet(holding.node()),
        holding.leases(),
        holding.asked() ? known.askedAs(holding.node().actor()) : null);
  }
}
