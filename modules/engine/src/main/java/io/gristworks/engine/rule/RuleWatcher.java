package io.gristworks.engine.rule;

import io.gristworks.core.rule.ClusterRules;
import io.gristworks.engine.protocol.NodeCommand;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/** Looks for new rules again and again, and tells those in this JVM who go by them. */
public final class RuleWatcher extends AbstractBehavior<RuleWatcher.Command> {

  /** What a board hears. */
  public sealed interface Command {}

  /** Tell {@code follower} what holds now, once that is known, and each time it changes. */
  public record Follow(ActorRef<Told> follower) implements Command {}

  /** So it is. */
  public record Told(ClusterRules rules) {}

  private record Look() implements Command {}

  private record Found(Optional<ClusterRules> news, @Nullable Throwable failure)
      implements Command {}

  private record Gone(ActorRef<Told> follower) implements Command {}

  /**
   * What a board needs.
   *
   * @param readUnless what is stored, where it has another revision; blocks
   * @param configured what holds where nothing is stored
   * @param every how often to look
   * @param waiting runs what waits for the database
   */
  public record Means(
      LongFunction<Optional<ClusterRules>> readUnless,
      ClusterRules configured,
      Duration every,
      Executor waiting) {}

  private static final long NONE_YET = -1;

  private final Means means;
  private final Optional<ActorRef<NodeCommand>> node;
  private final Set<ActorRef<Told>> followers = new LinkedHashSet<>();
  private @Nullable ClusterRules rules;
  private boolean looks;
  private boolean failed;

  private RuleWatcher(
      ActorContext<Command> context, Means means, Optional<ActorRef<NodeCommand>> node) {
    super(context);
    this.means = means;
    this.node = node;
    look();
  }

  /**
   * The board of this JVM.
   *
   * @param node its worker node, if there is one
   */
  public static Behavior<Command> create(Means means, Optional<ActorRef<NodeCommand>> node) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  context.setLoggerName(RuleWatcher.class);
                  timers.startTimerWithFixedDelay(new Look(), means.every());
                  return new RuleWatcher(context, means, node);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::receive).build();
  }

  private Behavior<Command> receive(Command command) {
    switch (command) {
      case Follow(var follower) -> {
        getContext().watchWith(follower, new Gone(follower));
        followers.add(follower);
        if (rules != null) {
          follower.tell(new Told(rules));
        }
      }
      case Gone(var follower) -> followers.remove(follower);
      case Look _ -> look();
      case Found found -> found(found);
    }
    return this;
  }

  private void look() {
    if (looks) {
      return; // the database takes its time
    }
    looks = true;
    long revision = rules == null ? NONE_YET : rules.revision();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> means.readUnless().apply(revision), means.waiting()),
            (news, failure) ->
                failure == null ? new Found(news, null) : new Found(Optional.empty(), failure));
  }

  private void found(Found found) {
    looks = false;
    if (found.failure() != null && !failed) {
      getContext().getLog().warn("rules not read: {}", found.failure().toString());
    }
    failed = found.failure() != null;
    found.news().ifPresent(this::tell);
  }

  private void tell(ClusterRules stored) {
    boolean wasStopped = rules != null && rules.stop().isPresent();
    var now = stored.over(means.configured());
    rules = now;
    followers.forEach(follower -> follower.tell(new Told(now)));
    if (wasStopped != now.stop().isPresent()) {
      node.ifPresent(worker -> worker.tell(new NodeCommand.SetStopped(!wasStopped)));
      var reason = now.stop().map(stop -> stop.reason()).orElse("");
      getContext().getLog().info("stopped: {} reason={}", !wasStopped, reason);
    }
  }
}
