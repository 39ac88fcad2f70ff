package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.view.LoadReason;
import io.gristworks.engine.thread.EnginePools;
import io.gristworks.engine.worker.thread.NodeHealth;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What breaks in the engine ends the node; what breaks in a handler costs its thread alone. */
class NodeFailureTest {
  private static final TaskHandler<Integer, Integer> SAME = (n, _) -> n;

  @Test
  void anErrorInAFlushEndsTheNode() {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      var error = new NoClassDefFoundError("as told");
      stage.store.errorToCome = error;
      stage.leaseAll("same", 1);
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.failure.broken).containsExactly(error);
            return true;
          });
    }
  }

  @Test
  void anExceptionInAThreadOfTheEngineCostsThatTaskAlone() throws InterruptedException {
    var failure = new RecordedFailure();
    var pool = EnginePools.bounded("test", 1, failure);
    var ran = new CountDownLatch(1);
    execute(
        pool,
        () -> {
          throw new IllegalStateException("as told");
        });
    execute(pool, ran::countDown);
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failure.broken).isEmpty();
    execute(
        pool,
        () -> {
          throw new StackOverflowError();
        });
    var told = new CountDownLatch(1);
    execute(pool, told::countDown); // on another thread, begun when the first had ended
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failure.told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failure.broken).hasSize(1);
    pool.shutdown();
  }

  private static void execute(Executor pool, Runnable work) {
    pool.execute(work);
  }

  @Test
  void handlersThatComputeForEverOnEveryCoreKeepNobodyElseFromWork() {
    for (var traits : new Traits[] {Traits.waiting(), Traits.cpuBound()}) {
      var go = new CountDownLatch(1);
      TaskHandler<Integer, Integer> deaf =
          (n, _) -> {
            while (go.getCount() > 0) {
              Thread.onSpinWait();
            }
            return n;
          };
      int cores = Runtime.getRuntime().availableProcessors();
      try (var stage =
          new Stage(
              usual -> usual.with(new io.gristworks.core.worker.Capacity(cores + 2, cores + 2, 1)),
              new Given<>("deaf", Integer.class, traits, _ -> deaf),
              Given.numbers("same", SAME))) {
        var stuck = stage.leaseAll("deaf", cores);
        stage.next(
            Holding.class,
            holding ->
                holding.part().leases().stream()
                    .anyMatch(it -> it.number() == stuck.number() && it.unstarted() == 0));
        stage.leaseOfOtherBatch("same", 200);
        var done = new TreeSet<Integer>();
        while (done.size() < 200) { // a report may come twice
          stage.outcomes(1).forEach(outcome -> done.add(outcome.task()));
        }
        assertThat(stage.health.isAlive()).isTrue();
        assertThat(stage.status().busyWorkers()).isEqualTo(cores);
        go.countDown();
        assertThat(stage.outcomes(cores)).isNotEmpty();
      }
    }
  }

  @Test
  void aNodeWithTooManyAbandonedThreadsGivesItsLeasesBackAndEnds() {
    var go = new CountDownLatch(1);
    TaskHandler<Integer, Integer> deaf =
        (n, _) -> {
          while (go.getCount() > 0) {
            Thread.onSpinWait();
          }
          return n;
        };
    try (var stage =
        new Stage(
            usual ->
                usual
                    .with(
                        usual
                            .times()
                            .withCancelGrace(Duration.ofMillis(50))
                            .withRestartAfter(Duration.ofMillis(500)))
                    .with(usual.bounds().withAbandonedThreads(1)),
            new Given<>("deaf", Integer.class, Traits.waiting(), _ -> deaf))) {
      stage.numbers("deaf", 12);
      stage.coordinatorSays(
          stage.lease(
              "deaf", io.gristworks.core.task.TaskSet.range(0, 12), Duration.ofMillis(100), 1));
      var given = new ArrayList<Integer>();
      while (given.isEmpty()) {
        var back = stage.next(GaveBack.class, it -> !it.tasks().isEmpty());
        assertThat(back.reason()).isEqualTo(Reason.PAUSED);
        back.tasks().bits().forEach((int task) -> given.add(task));
      }
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.health.isReady()).isFalse();
            return true;
          });
      assertThat(stage.health.isAlive()).as("it works, and says what it waits for").isTrue();
      assertThat(stage.status().load().takesLess())
          .hasExactlyElementsOfTypes(LoadReason.AbandonedThreads.class);
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.failure.restarts).isNotEmpty();
            return true;
          });
      go.countDown();
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.health.isReady()).isTrue();
            return true;
          });
    }
  }

  @Test
  void aNodeWhoseOwnThreadsShowNoSignOfLifeIsNotAlive() {
    var now = new java.util.concurrent.atomic.AtomicLong();
    var health = new NodeHealth(now::get, Duration.ofSeconds(30));
    now.set(Duration.ofSeconds(29).toNanos());
    assertThat(health.isAlive()).isTrue();
    health.nodeGoesOn();
    now.set(Duration.ofSeconds(31).toNanos());
    assertThat(health.isAlive()).as("the watch is silent").isFalse();
    health.watchGoesOn();
    assertThat(health.isAlive()).isTrue();
    health.begins("a flush");
    now.set(Duration.ofSeconds(70).toNanos());
    health.nodeGoesOn();
    health.watchGoesOn();
    assertThat(health.isAlive()).as("a flush packs for ever").isFalse();
    health.ends("a flush");
    assertThat(health.isAlive()).isTrue();
  }
}
