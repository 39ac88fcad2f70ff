package io.gristworks.engine.share;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.Hold;
import io.gristworks.core.pool.JobKey;
import io.gristworks.core.pool.JobOffer;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.Grant;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A job of tenant acme, its coordinator, and the node that runs it, in one: it takes all it is
 * granted, for a while, and notes how much it has.
 */
final class HungryJob extends AbstractBehavior<CoordinatorCommand> {
  static final String OPERATION = "symbol-scan";
  private static final Duration ROUND = Duration.ofMillis(50);
  private static final int CREDITS = 8;

  /** What jobs do together, for tests to look at. */
  static final class Books {
    final AtomicInteger out = new AtomicInteger();
    final AtomicInteger mostOut = new AtomicInteger();
  }

  private record Round() implements CoordinatorCommand.Inner {}

  private record Ended(int tasks) implements CoordinatorCommand.Inner {}

  private final String batch;
  private final ActorRef<PoolCommand> pool;
  private final NodeRef node;
  private final Books books;
  private final AtomicInteger done;
  private final Duration taskTime;
  private final TimerScheduler<CoordinatorCommand> timers;
  private long pending;
  private int leased;
  private long sequence;
  private long seen;
  private int leases;

  private HungryJob(
      ActorContext<CoordinatorCommand> context,
      TimerScheduler<CoordinatorCommand> timers,
      ActorRef<PoolCommand> pool,
      NodeRef node,
      Books books,
      AtomicInteger done,
      long tasks,
      Duration taskTime) {
    super(context);
    this.batch = context.getSelf().path().name();
    this.timers = timers;
    this.pool = pool;
    this.node = node;
    this.books = books;
    this.done = done;
    this.pending = tasks;
    this.taskTime = taskTime;
    timers.startTimerAtFixedRate(new Round(), Duration.ZERO, ROUND);
  }

  /**
   * One with so many tasks.
   *
   * @param done where those that have ended are counted
   */
  static Behavior<CoordinatorCommand> create(
      ActorRef<PoolCommand> pool,
      NodeRef node,
      Books books,
      AtomicInteger done,
      long tasks,
      Duration taskTime) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context ->
                    new HungryJob(context, timers, pool, node, books, done, tasks, taskTime)));
  }

  @Override
  public Receive<CoordinatorCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(Round.class, _ -> round())
        .onMessage(Grant.class, this::grant)
        .onMessage(CoordinatorCommand.TellOffer.class, asked -> settle(asked.grant(), 0))
        .onMessage(Ended.class, ended -> ended(ended.tasks()))
        .onAnyMessage(_ -> this)
        .build();
  }

  private Behavior<CoordinatorCommand> round() {
    pool.tell(new PoolCommand.Offer(offer(), getContext().getSelf()));
    pool.tell(
        new PoolCommand.Demand(
            node,
            ++sequence,
            CREDITS,
            CREDITS,
            CREDITS,
            CREDITS,
            CREDITS,
            CREDITS,
            Set.of(OPERATION),
            NodeConditions.NOTHING));
    return this;
  }

  private Behavior<CoordinatorCommand> grant(Grant grant) {
    return settle(grant.grant(), (int) Math.min(pending, grant.mostTasks()));
  }

  private Behavior<CoordinatorCommand> settle(long grant, int tasks) {
    seen = grant;
    pending -= tasks;
    leased += tasks;
    books.mostOut.accumulateAndGet(books.out.addAndGet(tasks), Math::max);
    if (tasks > 0) {
      timers.startSingleTimer(leases++, new Ended(tasks), taskTime);
    }
    pool.tell(
        new PoolCommand.GrantSettled(grant, offer(), tasks, tasks * 0.1, getContext().getSelf()));
    return this;
  }

  private Behavior<CoordinatorCommand> ended(int tasks) {
    leased -= tasks;
    books.out.addAndGet(-tasks);
    done.addAndGet(tasks);
    return round();
  }

  private JobOffer offer() {
    return new JobOffer(
        new JobKey(batch, 0),
        "acme",
        OPERATION,
        false,
        4,
        pending,
        0,
        0.1,
        false,
        JobLimits.NONE,
        new Hold(leased, ++sequence, seen));
  }
}
