package io.gristworks.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.pool.Staffing;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.pool.WorkPool;
import io.gristworks.engine.protocol.DividerCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.rule.RuleBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitDividerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofHours(1);
  private static final PoolSettings SETTINGS =
      PoolSettings.standard().with(Duration.ofMillis(200), Staffing.USUAL);

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private final TestProbe<NodeCommand> node = kit.createTestProbe();
  private final AtomicReference<ActorRef<DividerCommand>> living = new AtomicReference<>();
  private final ActorRef<DividerCommand> way =
      kit.spawn(
          Behaviors.receiveMessage(
              message -> {
                living.get().tell(message);
                return Behaviors.same();
              }));
  private final ActorRef<RuleBoard.Command> board =
      kit.spawn(
          Behaviors.receiveMessage(
              message -> {
                if (message instanceof RuleBoard.Follow(var follower)) {
                  follower.tell(new RuleBoard.Told(rules()));
                }
                return Behaviors.same();
              }));
  private final HungryJob.Books books = new HungryJob.Books();
  private final AtomicInteger doneInA = new AtomicInteger();
  private final AtomicInteger doneInB = new AtomicInteger();

  private static ClusterRules rules() {
    var four = new TenantRule(1, new JobLimits(4, 0), 0);
    return new ClusterRules(1, Map.of("acme", four), Map.of(), Map.of(), Optional.empty());
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private ActorRef<DividerCommand> divider() {
    var divider =
        kit.spawn(LimitDivider.create(SETTINGS, board, InstantSource.system(), System::nanoTime));
    living.set(divider);
    return divider;
  }

  private ActorRef<PoolCommand> pool(String queue) {
    return kit.spawn(
        WorkPool.create(
            queue,
            SETTINGS,
            Optional.of(board),
            Optional.of(way),
            shard.ref(),
            InstantSource.system(),
            System::nanoTime),
        queue);
  }

  private void job(ActorRef<PoolCommand> pool, AtomicInteger done, long tasks, Duration each) {
    var ref = new NodeRef("ana-" + pool.path().name(), node.ref());
    kit.spawn(HungryJob.create(pool, ref, books, done, tasks, each), "b-" + pool.path().name());
  }

  private double partOf(ActorRef<PoolCommand> pool) {
    TestProbe<PoolCommand.QueueReply> reader = kit.createTestProbe();
    pool.tell(new PoolCommand.ReadQueue(reader.ref()));
    return reader.receiveMessage().status().load().limits().stream()
        .mapToDouble(QueueStatus.LimitPart::part)
        .sum();
  }

  private void await(Runnable assertion) {
    node.awaitAssert(
        SOON,
        () -> {
          assertion.run();
          return true;
        });
  }

  @Test
  void twoQueuesTogetherNeverHaveMoreOutThanTheLimitAndBothGetThrough() {
    divider();
    var a = pool("a");
    var b = pool("b");
    job(a, doneInA, 30, Duration.ofMillis(100));
    await(() -> assertThat(partOf(a)).as("alone, it has all").isEqualTo(4));
    job(b, doneInB, 30, Duration.ofMillis(100));
    await(() -> assertThat(partOf(b)).isEqualTo(2));
    await(() -> assertThat(doneInA.get() + doneInB.get()).isEqualTo(60));
    assertThat(books.mostOut.get()).isEqualTo(4);
  }

  @Test
  void poolsGoOnWithWhatTheyHaveWhileThereIsNoDividerAndTheNextOneRespectsIt() {
    var first = divider();
    var a = pool("a");
    var b = pool("b");
    job(a, doneInA, 1_000_000, Duration.ofMillis(20));
    await(() -> assertThat(partOf(a)).isEqualTo(4));
    kit.stop(first);
    int before = doneInA.get();
    job(b, doneInB, 1_000_000, Duration.ofMillis(20));
    await(() -> assertThat(doneInA.get()).isGreaterThan(before + 100));
    assertThat(doneInB.get()).isZero();
    divider();
    await(() -> assertThat(doneInB.get()).isGreaterThan(100));
    await(() -> assertThat(partOf(a) + partOf(b)).isEqualTo(4));
    assertThat(books.mostOut.get()).isEqualTo(4);
  }

  @Test
  void whatAPoolHadThatIsGoneIsOutUntilTheNextOneKnowsBetter() {
    divider();
    var a = pool("a");
    var b = pool("b");
    job(a, doneInA, 4, LONG);
    await(() -> assertThat(books.out.get()).isEqualTo(4));
    kit.stop(a);
    job(b, doneInB, 10, Duration.ofMillis(20));
    node.expectNoMessage(Duration.ofMillis(500));
    assertThat(doneInB.get()).isZero();
    var again = pool("a");
    job(again, doneInA, 0, LONG);
    await(() -> assertThat(doneInB.get()).isEqualTo(10));
    assertThat(partOf(again)).isZero();
  }
}
