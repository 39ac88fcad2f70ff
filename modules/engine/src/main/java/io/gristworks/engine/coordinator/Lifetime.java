package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.coordinator.Activity;
import io.gristworks.engine.protocol.CoordinatorCommand;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Gives a coordinator the ticks, and the end, that its {@link Activity} asks for. */
final class Lifetime {
  private final BatchId id;
  private final Duration idleStop;
  private final EndedBatchCache ended;
  private final ActorContext<CoordinatorCommand> context;
  private final TimerScheduler<CoordinatorCommand> timers;
  private @Nullable Activity now;

  Lifetime(
      BatchId id,
      Duration idleStop,
      EndedBatchCache ended,
      ActorContext<CoordinatorCommand> context,
      TimerScheduler<CoordinatorCommand> timers) {
    this.id = id;
    this.idleStop = idleStop;
    this.ended = ended;
    this.context = context;
    this.timers = timers;
  }

  /** The coordinator begins anew; a restart may have ended its timers. */
  void restart() {
    now = null;
  }

  /** To be told after each message. A tick that goes on is not begun anew: many would still it. */
  void follow(Activity wanted) {
    if (wanted == now) {
      return;
    }
    now = wanted;
    switch (wanted) {
      case ACTIVE -> {
        context.cancelReceiveTimeout();
        ended.left(id);
        timers.startTimerWithFixedDelay(new SelfMessage.Tick(), Activity.TICK);
      }
      case ENDED -> {
        timers.cancel(new SelfMessage.Tick());
        context.setReceiveTimeout(idleStop, new SelfMessage.Idle());
        ended.stays(id, () -> context.getSelf().tell(new SelfMessage.Idle()));
      }
      case EMPTY -> {
        timers.cancel(new SelfMessage.Tick());
        context.setReceiveTimeout(Activity.EMPTY_FOR, new SelfMessage.Idle());
        ended.left(id);
      }
    }
  }
}
