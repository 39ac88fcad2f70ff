package io.gristworks.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember.PoolIs;
import io.gristworks.core.pool.PoolEpoch;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolCommand.ReadQueues;
import io.gristworks.engine.protocol.PoolMemberCommand;
import io.gristworks.engine.protocol.PoolMembers;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkPoolTest {
  private static final String QUEUE = "default";
  private static final String SCAN = "symbol-scan";
  private static final long EPOCH = PoolEpoch.after(0, 1);
  private static final long FIRST = PoolEpoch.firstGrant(EPOCH);

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong();
  private final TestProbe<PoolMemberCommand> member = kit.createTestProbe();
  private final TestProbe<CoordinatorCommand> coordinator = kit.createTestProbe();
  private final TestProbe<NodeCommand> ana = kit.createTestProbe("ana", NodeCommand.class);
  private final NodeRef anaRef = new NodeRef("ana:25520-1", ana.ref());
  private final ActorRef<PoolCommand> pool =
      kit.spawn(
          WorkPool.create(
              new WorkPool.Identity(EPOCH, "here", member.ref()),
              PoolSettings.STANDARD,
              Set.of(),
              Optional.empty(),
              nanos::get));

  @AfterEach
  void nothingIsLeftOver() {
    ana.expectNoMessage();
    coordinator.expectNoMessage();
    kit.shutdownTestKit();
  }

  @Test
  void aJobReachesANodeThatIsListedWithoutWaitingForAnyTimer() {
    register(ana);
    pool.tell(offer(1, 0));
    ana.expectMessage(said(new ToNode.WorkWaiting(EPOCH)));
    pool.tell(demand(1, 1));
    coordinator.expectMessage(
        new CoordinatorCommand.FromPool(
            pool, ana.ref(), new Grant(0, FIRST, anaRef.name(), 8, Integer.MAX_VALUE)));
    pool.tell(told(new ToPool.GrantSettled(FIRST, job(0, 0), 1, 0.1)));
  }

  @Test
  void aNodeThatIsListedLaterIsCalledForTheWorkThatWaits() {
    pool.tell(offer(1, 0));
    register(ana);
    ana.expectMessage(said(new ToNode.WorkWaiting(EPOCH)));
    passes(Duration.ofSeconds(1).plusMillis(50));
    ana.expectMessage(said(new ToNode.WorkWaiting(EPOCH)));
    pool.tell(offer(0, 0));
  }

  @Test
  void aCreditThatFindsNothingIsGivenBack() {
    pool.tell(demand(7, 1));
    passes(Duration.ofMillis(150));
    ana.expectNoMessage();
    passes(Duration.ofMillis(100));
    ana.expectMessage(said(new ToNode.NoWork(7)));
  }

  @Test
  void anIdleNodeIsOfferedWorkThatOthersHaveNotBegun() {
    pool.tell(demand(1, 1));
    pool.tell(offer(0, 3));
    coordinator.expectMessage(
        new CoordinatorCommand.FromPool(pool, null, new Rebalance(0, FIRST, anaRef.name())));
    pool.tell(told(new ToPool.GrantSettled(FIRST, job(0, 0), 1, 1)));
  }

  @Test
  void aNodeThatHasStoppedGetsNothingMore() {
    TestProbe<NodeCommand> bob = kit.createTestProbe("bob", NodeCommand.class);
    register(bob);
    pool.tell(
        new PoolCommand.FromNode(
            new NodeRef("bob:25520-1", bob.ref()),
            new ToPool.Demand(1, 4, 4, 8, 8, 4, 4, Set.of(SCAN), NodeConditions.NOTHING)));
    pool.tell(offer(0, 0)); // there is a queue to look at
    assertThat(status().idleLeases()).isEqualTo(4);
    bob.stop();
    coordinator.awaitAssert(
        () -> {
          assertThat(status().workers()).isZero();
          return null;
        });
    pool.tell(offer(1, 0));
    coordinator.expectNoMessage();
    pool.tell(offer(0, 0));
  }

  @Test
  void theQueueCanBeReadAtAnyTime() {
    pool.tell(offer(10, 0));
    status(); // the offer is in before the clock moves
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    var status = status();
    assertThat(status.queue()).isEqualTo(QUEUE);
    assertThat(status.pendingTasks()).isEqualTo(10);
    assertThat(status.oldestWaitSeconds()).isEqualTo(2);
    assertThat(status.jobs()).hasSize(1);
  }

  @Test
  void itAnnouncesItselfAtOnceAndEachSecondToAllMembers() {
    var announcement =
        new PoolMemberCommand.FromPool(pool, member.ref(), new PoolIs(EPOCH, "here", false));
    member.expectMessage(announcement);
    TestProbe<PoolMemberCommand> other = kit.createTestProbe("other", PoolMemberCommand.class);
    kit.system().receptionist().tell(Receptionist.register(PoolMembers.KEY, other.ref()));
    other.expectMessage(announcement);
    passes(Duration.ofSeconds(1));
    other.expectMessage(announcement);
  }

  @Test
  void aPoolThatTakesOverCountsWhatItsNodesHold() {
    var taking =
        kit.spawn(
            WorkPool.create(
                new WorkPool.Identity(EPOCH, "there", member.ref()),
                PoolSettings.STANDARD,
                Set.of(ana.ref()),
                Optional.empty(),
                nanos::get));
    var counts =
        new PoolMemberCommand.FromPool(taking, member.ref(), new PoolIs(EPOCH, "there", true));
    member.fishForMessage(
        Duration.ofSeconds(3),
        each ->
            each.equals(counts) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
    taking.tell(
        new PoolCommand.FromNode(
            anaRef, new ToPool.HoldingsTold(EPOCH, new NodeHoldings(null, List.of(), true))));
    time.timePasses(Duration.ofSeconds(1));
    member.fishForMessage(
        Duration.ofSeconds(3),
        each ->
            each.equals(
                    new PoolMemberCommand.FromPool(
                        taking, member.ref(), new PoolIs(EPOCH, "there", false)))
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  private PoolCommand told(ToPool.FromCoordinator message) {
    return new PoolCommand.FromCoordinator(coordinator.ref(), message);
  }

  private NodeCommand said(ToNode.FromPool message) {
    return new NodeCommand.FromPool(pool, message);
  }

  private void register(TestProbe<NodeCommand> node) {
    kit.system().receptionist().tell(Receptionist.register(WorkerNodes.KEY, node.ref()));
  }

  private QueueStatus status() {
    return queues().getFirst();
  }

  private List<QueueStatus> queues() {
    TestProbe<PoolCommand.QueuesReply> reader = kit.createTestProbe();
    pool.tell(new ReadQueues(reader.ref()));
    return reader.receiveMessage().queues();
  }

  /** In ticks of 50 ms, each taken in before the next. */
  private void passes(Duration duration) {
    for (long passed = 0; passed < duration.toMillis(); passed += 50) {
      queues(); // what was told is in before the clock moves
      nanos.addAndGet(Duration.ofMillis(50).toNanos());
      time.timePasses(Duration.ofMillis(50));
      queues();
    }
  }

  private PoolCommand offer(long pending, long stealable) {
    return told(new ToPool.Offer(job(pending, stealable)));
  }

  private static JobOffer job(long pending, long stealable) {
    return new JobOffer(
        new JobKey("b1", 0),
        QUEUE,
        "acme",
        SCAN,
        false,
        4,
        pending,
        stealable,
        0.1,
        false,
        JobLimits.NONE,
        LeasedCount.UNKNOWN);
  }

  private PoolCommand demand(long sequence, int leases) {
    return new PoolCommand.FromNode(
        anaRef,
        new ToPool.Demand(
            sequence, leases, leases, 8, 8, leases, leases, Set.of(SCAN), NodeConditions.NOTHING));
  }
}
