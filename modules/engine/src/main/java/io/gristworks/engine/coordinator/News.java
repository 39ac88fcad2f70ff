package io.gristworks.engine.coordinator;

import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.engine.protocol.CoordinatorCommand;

/** Messages, in the words of the coordinator's decisions. */
final class News {
  private News() {}

  static CoordinatorInput of(CoordinatorCommand.Submit wish, AddressBook known) {
    return new CoordinatorInput.Submitted(
        wish.spec(), wish.open(), wish.inputs(), known.asker(wish.replyTo()));
  }

  static CoordinatorInput of(CoordinatorCommand.Append wish, AddressBook known) {
    return new CoordinatorInput.Appended(
        wish.job(), wish.part(), wish.key(), known.asker(wish.replyTo()));
  }

  static CoordinatorInput of(CoordinatorCommand.Seal wish, AddressBook known) {
    return new CoordinatorInput.Sealed(wish.expected(), known.asker(wish.replyTo()));
  }

  static CoordinatorInput of(CoordinatorCommand.Cancel wish, AddressBook known) {
    return new CoordinatorInput.CancelWanted(
        wish.job(), wish.reason(), known.asker(wish.replyTo()));
  }

  static CoordinatorInput of(CoordinatorCommand.Control wish, AddressBook known) {
    return new CoordinatorInput.Commanded(wish.command(), known.asker(wish.replyTo()));
  }

  static CoordinatorInput of(CoordinatorCommand.Retire wish, AddressBook known) {
    return new CoordinatorInput.RetireWanted(wish.finishedBefore(), known.asker(wish.replyTo()));
  }
}
