package io.gristworks.engine.coordinator;

import io.gristworks.engine.protocol.CoordinatorReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Those who wait for a change of the batch. Each is answered once. */
final class StatusSubscribers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private record Listener(
      long revision, Instant until, ActorRef<CoordinatorReply.ToBatch> replyTo) {}

  private final List<Listener> listeners = new ArrayList<>();

  void await(long revision, ActorRef<CoordinatorReply.ToBatch> replyTo, Instant now) {
    listeners.add(new Listener(revision, now.plus(PATIENCE), replyTo));
  }

  /** Answers those who wait for a revision before {@code revision}, and those who waited enough. */
  void tell(long revision, Supplier<CoordinatorReply.ToBatch> standing, Instant now) {
    var due =
        listeners.stream()
            .filter(each -> each.revision < revision || !now.isBefore(each.until))
            .toList();
    if (!due.isEmpty()) {
      var answer = standing.get();
      due.forEach(each -> each.replyTo.tell(answer));
      listeners.removeAll(due);
    }
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }
}
