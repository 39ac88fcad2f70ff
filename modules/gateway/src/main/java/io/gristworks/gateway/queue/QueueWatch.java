package io.gristworks.gateway.queue;

import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import kamon.Kamon;
import kamon.metric.Gauge;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues and rules as they were a second ago, for decisions that must cost nothing. */
public final class QueueWatch {
  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Nobody is refused for what may long be over. */
  private static final Duration STALE_AFTER = Duration.ofSeconds(10);

  /** What was seen. */
  record View(List<QueueStatus> queues, ClusterRules rules, Instant at) {}

  private final Ports ports;
  private final ClusterRules configured;
  private final AtomicBoolean looks = new AtomicBoolean();
  private final Gauge desiredWorkers =
      Kamon.gauge(
              "gristworks.cluster.desired_workers",
              "Workers that would do what is known in all queues in the wished time")
          .withoutTags();
  private volatile @Nullable View latest;

  /** Begins to look. */
  public QueueWatch(Ports ports, ClusterRules configured, Offload offload, ActorSystem<?> system) {
    this.ports = ports;
    this.configured = configured;
    system
        .scheduler()
        .scheduleWithFixedDelay(
            Duration.ZERO, EVERY, () -> offload.run(this::look), system.executionContext());
  }

  /** What was seen last; null where that is too long ago. */
  @Nullable View view() {
    var seen = latest;
    return seen == null || seen.at.plus(STALE_AFTER).isBefore(ports.clock().instant())
        ? null
        : seen;
  }

  /** The rules as they hold where nothing is stored. */
  ClusterRules configured() {
    return configured;
  }

  private void look() {
    if (!looks.compareAndSet(false, true)) {
      return; // whoever is asked takes their time
    }
    try {
      var queues = Replies.await(ports.cluster().queues());
      var seen = latest;
      var rules =
          seen == null
              ? ports.rules().read().over(configured)
              : ports
                  .rules()
                  .readUnless(seen.rules.revision())
                  .map(stored -> stored.over(configured))
                  .orElse(seen.rules);
      desiredWorkers.update(
          queues.stream().mapToDouble(queue -> queue.load().desiredWorkers()).sum());
      latest = new View(queues, rules, ports.clock().instant());
    } catch (RuntimeException e) {
      LOG.debug("queues not seen: {}", e.toString());
    } finally {
      looks.set(false);
    }
  }
}
