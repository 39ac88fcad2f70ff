package io.gristworks.engine.bulk;

import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.engine.cluster.ClusterSingletons;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Looks for bulk operations that have not ended, and has each carried out page by page on a thread
 * of its own; of those about one tenant only the oldest. What has failed is found again at the next
 * look.
 */
public final class BulkExecutor extends AbstractBehavior<BulkExecutor.Command> {
  private static final int LOOKED_AT_MOST = 256;
  private static final int FORGOTTEN_AT_ONCE = 500;
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private final BulkPorts ports;
  private final BulkSettings settings;
  private final BulkPageExecutor carrier;

  /** The tenants about whom one is being carried out. */
  private final Set<String> busy = new HashSet<>();

  private boolean looking;

  /** All of it is said to itself. */
  public sealed interface Command {}

  private record Look() implements Command {}

  private record Seen(List<BulkOperation> open) implements Command {}

  private record Carried(String about, BulkPageExecutor.Carried page) implements Command {}

  private record Forget() implements Command {}

  private record Forgotten(int operations) implements Command {}

  private record NotSeen(Throwable why) implements Command {}

  private record NotCarried(BulkOperation operation, Throwable why) implements Command {}

  private record NotForgotten(Throwable why) implements Command {}

  private BulkExecutor(ActorContext<Command> context, BulkPorts ports, BulkSettings settings) {
    super(context);
    this.ports = ports;
    this.settings = settings;
    this.carrier = new BulkPageExecutor(ports, settings);
  }

  static Behavior<Command> create(BulkPorts ports, BulkSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, settings.lookEvery());
                  timers.startTimerWithFixedDelay(new Forget(), FORGET_EVERY);
                  return new BulkExecutor(context, ports, settings);
                }));
  }

  /** Lets the cluster have one of them, on the oldest node with {@code role}. */
  public static void start(
      ActorSystem<?> system, String role, BulkPorts ports, BulkSettings settings) {
    ClusterSingletons.start(system, role, "bulk-operations", create(ports, settings), LONGEST_REST);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Look _ -> look();
      case Seen(var open) -> {
        looking = false;
        open.forEach(this::carryIfNobodyDoes);
      }
      case Carried(var about, var page) -> {
        if (page.more()) {
          carry(page.operation());
        } else {
          busy.remove(about);
          lookAtOnceIfEnded(page.operation());
        }
      }
      case Forget _ -> forget();
      case Forgotten(var operations) -> {
        if (operations == FORGOTTEN_AT_ONCE) {
          forget();
        }
      }
      case NotSeen(var why) -> {
        looking = false;
        warn("bulk operations not looked for", why);
      }
      case NotCarried(var operation, var why) -> {
        busy.remove(operation.about());
        warn("bulk operation " + operation.id() + " is held up", why);
      }
      case NotForgotten(var why) -> warn("old bulk operations not forgotten", why);
    }
    return this;
  }

  /** Another may wait behind it. */
  private void lookAtOnceIfEnded(BulkOperation operation) {
    if (operation.progress().state().isFinal()) {
      look();
    }
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> ports.store().open(LOOKED_AT_MOST), ports.waiting()),
            (open, why) -> why == null ? new Seen(open) : new NotSeen(why));
  }

  private void carryIfNobodyDoes(BulkOperation operation) {
    boolean room = busy.size() < settings.atOnce();
    if (room && busy.add(operation.about())) {
      carry(operation);
    }
  }

  private void carry(BulkOperation operation) {
    var about = operation.about();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> carrier.carry(operation), ports.waiting()),
            (page, why) -> why == null ? new Carried(about, page) : new NotCarried(operation, why));
  }

  private void forget() {
    var endedBefore = ports.clock().instant().minus(settings.keep());
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> ports.store().forget(endedBefore, FORGOTTEN_AT_ONCE), ports.waiting()),
            (operations, why) -> why == null ? new Forgotten(operations) : new NotForgotten(why));
  }

  private void warn(String what, Throwable why) {
    getContext().getLog().warn("{}, tried again later: {}", what, why.toString());
  }
}
