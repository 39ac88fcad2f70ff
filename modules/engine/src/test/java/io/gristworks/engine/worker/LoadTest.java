package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.load.WorkerCountSettings;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool.Demand;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.worker.settings.CallBounds;
import io.gristworks.engine.worker.settings.LoadSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.handler.Handler;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.TooBusy;
import io.gristworks.handler.Traits;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a node takes, and runs at once, under pressure and of what is scarce. */
class LoadTest {
  private static final double NO = Double.NaN;
  private static final HostReading FULL = new HostReading(0.97, NO, NO, 0.5, NO, 0, 0, 0);
  private static final HostReading WELL = new HostReading(0.40, NO, NO, 0.5, NO, 0, 0, 0);
  private static final TaskHandler<Integer, Integer> SAME = (number, _) -> number;

  /** Waits at a gate, and knows how many have waited there at once. */
  private static final class Turnstile implements TaskHandler<Integer, Integer> {
    final CountDownLatch gate = new CountDownLatch(1);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Override
    public Integer handle(Integer number, io.gristworks.handler.TaskContext context)
        throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        gate.await();
      } finally {
        inside.decrementAndGet();
      }
      return number;
    }
  }

  private static Given<Integer, Integer> operation(
      String name, Traits traits, Handler<Integer, Integer> handler) {
    return new Given<>(name, Integer.class, traits, _ -> handler);
  }

  private static UnaryOperator<WorkerSettings> load(UnaryOperator<LoadSettings> change) {
    return usual -> usual.with(change.apply(usual.load()));
  }

  /** Asks until it is so; each question gives the node another turn. */
  private static NodeStatus awaitStatus(Stage stage, Predicate<NodeStatus> so) {
    long end = System.nanoTime() + Stage.SOON.toNanos();
    while (System.nanoTime() < end) {
      var status = stage.status();
      if (so.test(status)) {
        return status;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("in vain: " + stage.status());
  }

  private static Demand demand(Stage stage, Predicate<Demand> fits) {
    long end = System.nanoTime() + Stage.SOON.toNanos();
    while (System.nanoTime() < end) {
      if (stage.pool.receiveMessage(Stage.SOON) instanceof PoolCommand.FromNode(_, Demand demand)
          && fits.test(demand)) {
        return demand;
      }
    }
    throw new AssertionError("no such demand");
  }

  @Test
  void withoutMemoryANodeThatHoldsSomethingAsksForNothingAndSaysWhy() {
    var gate = new Turnstile();
    try (var stage = Stage.of(Given.numbers("gate", gate))) {
      stage.leaseAll("gate", 1);
      awaitStatus(stage, status -> status.busyWorkers() == 1);
      stage.poolSays(new ToNode.WorkWaiting(1));
      assertThat(demand(stage, _ -> true).leases()).isEqualTo(4);
      stage.host = FULL;
      var demand = demand(stage, said -> said.leases() == 0);
      assertThat(demand.conditions().pressed()).isTrue();
      var load = awaitStatus(stage, status -> !status.load().takesLess().isEmpty()).load();
      assertThat(load.takesLess())
          .singleElement()
          .isInstanceOfSatisfying(
              LoadReason.NoMemory.class,
              why -> {
                assertThat(why.memory()).isEqualTo(LoadReason.Memory.LIMIT);
                assertThat(why.share()).isEqualTo(0.97);
              });
      assertThat(load.memory()).isEqualTo(0.97);
      stage.host = WELL;
      assertThat(demand(stage, said -> said.leases() > 0).conditions().load()).isEqualTo(0.5);
      awaitStatus(stage, status -> status.load().takesLess().isEmpty());
      gate.gate.countDown();
    }
  }

  @Test
  void whileTheHostThrottlesCpuBoundWorkersRestAndFewerRun() {
    var gate = new Turnstile();
    try (var stage = Stage.of(operation("compute", Traits.cpuBound(), gate))) {
      stage.host = new HostReading(NO, NO, NO, NO, NO, 100, 0, 0);
      awaitStatus(stage, status -> status.load().throttled() != null);
      stage.host = new HostReading(NO, NO, NO, NO, NO, 110, 9, 900_000);
      var status = awaitStatus(stage, it -> it.cpuWorkers() == 1);
      assertThat(status.load().takesLess()).containsExactly(new LoadReason.Throttled(1, 0.9));
      stage.leaseAll("compute", 4);
      awaitStatus(stage, it -> it.busyWorkers() == 1);
      gate.gate.countDown();
      stage.outcomes(4);
      assertThat(gate.most).hasValue(1);
    }
  }

  private static ToNode.Lease ofAnotherJob(ToNode.Lease lease) {
    return new ToNode.Lease(
        lease.batch(),
        1,
        "other",
        lease.number(),
        lease.tasks(),
        lease.failedAttempts(),
        lease.inputs(),
        lease.fanIn(),
        lease.operation(),
        lease.parameters(),
        lease.timeout(),
        lease.batchSize(),
        lease.queue(),
        lease.tenant(),
        lease.pool(),
        lease.alone());
  }

  @Test
  void asManyTasksRunAsANamedResourceAllowsAndPoolsHearWhatIsFree() {
    var gate = new Turnstile();
    var gpu = operation("train", Traits.waiting().withNeed("gpu", 1), gate);
    try (var stage =
        new Stage(
            load(usual -> usual.withResources(Map.of("gpu", 2))),
            gpu,
            Given.numbers("same", SAME))) {
      stage.poolSays(new ToNode.WorkWaiting(1));
      var needs = Map.of("train", Map.of("gpu", 1));
      assertThat(demand(stage, _ -> true).conditions())
          .isEqualTo(new NodeConditions(0, false, Map.of("gpu", 2), needs, Map.of()));
      stage.numbers("train", 8);
      for (int lease = 0; lease < 3; lease++) {
        stage.coordinatorSays(stage.lease("train", TaskSet.range(lease, lease + 1)));
      }
      var status = awaitStatus(stage, it -> it.busyWorkers() == 2 && it.leases() == 3);
      assertThat(status.load().resources()).isEqualTo(Map.of("gpu", 2));
      assertThat(status.load().free()).isEqualTo(Map.of("gpu", 0));
      assertThat(status.load().hasRoomFor("train")).isFalse();
      assertThat(status.load().hasRoomFor("same")).isTrue();
      demand(stage, said -> said.conditions().free().equals(Map.of("gpu", 0)));
      stage.numbers("same", 3);
      stage.coordinatorSays(ofAnotherJob(stage.lease("same", TaskSet.range(0, 3))));
      assertThat(stage.outcomes(3)).as("what needs none passes").hasSize(3);
      gate.gate.countDown();
      stage.outcomes(3);
      demand(stage, said -> said.conditions().free().equals(Map.of("gpu", 2)));
      assertThat(gate.most).hasValue(2);
    }
  }

  @Test
  void callsToAServiceAreHeldToWhatItBears() {
    var bears = new AtomicInteger();
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    TaskHandler<Integer, Integer> asks =
        (number, _) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            if (inside.get() > 2) {
              throw new TooBusy("at most 2");
            }
            bears.incrementAndGet();
            return number;
          } finally {
            inside.decrementAndGet();
          }
        };
    try (var stage =
        new Stage(
            load(usual -> usual.withCalls(new CallBounds(1, 2))),
            operation("ask", Traits.waiting().toService(), asks))) {
      stage.leaseAll("ask", 2_000);
      stage.outcomes(2_000);
      assertThat(most.get()).isBetween(1, 2);
      assertThat(bears).hasValue(2_000);
      assertThat(stage.status().load().callsAtOnce()).containsOnlyKeys("ask");
    }
  }

  @Test
  void workersThatWaitGetMoreBesideThemWhileWorkWaitsAndIdleOnesGoUnderPressure() {
    var gate = new Turnstile();
    try (var stage =
        new Stage(
            load(usual -> usual.withHeadcount(WorkerCountSettings.between(2, 9))),
            Given.numbers("gate", gate))) {
      stage.numbers("gate", 40);
      for (int lease = 0; lease < 40; lease++) {
        stage.coordinatorSays(stage.lease("gate", TaskSet.of(lease)));
      }
      var grown = awaitStatus(stage, it -> it.busyWorkers() == 9);
      assertThat(grown.workers()).isEqualTo(9);
      assertThat(grown.load().mostWorkers()).isEqualTo(9);
      stage.host = FULL;
      awaitStatus(stage, it -> it.workers() == 2);
      stage.host = WELL;
      gate.gate.countDown();
      stage.outcomes(40);
      assertThat(gate.most).hasValue(9);
    }
  }
}
