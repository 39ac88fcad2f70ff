package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.load.Pressure;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.MessageSize;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.node.ReportRules;
import io.gristworks.core.pool.Pool;
import io.gristworks.core.pool.PoolEpoch;
import io.gristworks.core.pool.PoolInput;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.worker.resource.NodeResources;
import io.gristworks.engine.worker.resource.OfferedCapacity;
import io.gristworks.engine.worker.resource.OperationPace;
import io.gristworks.engine.worker.resource.PoolDemands;
import io.gristworks.engine.worker.settings.LoadSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/**
 * What nodes and the pool tell of themselves fits into messages, however many leases, operations,
 * tenants and queues there are: the largest that the product's bounds allow is encoded as on the
 * wire.
 */
class LargestMessageTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = cluster
                  pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  pekko.cluster.jmx.enabled = off
                  """)
              .withFallback(ConfigFactory.load()));
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));

  /** The longest name of a host, with a port and a number. */
  private static final String HOST = "h".repeat(255) + ":65535#-9223372036854775808";

  private static final NodeRef NODE =
      new NodeRef(HOST, KIT.createTestProbe("node", NodeCommand.class).ref());
  private static final TaskHandler<Integer, Integer> SAME = (number, _) -> number;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** How many bytes a message has; larger ones than may be the serializer refuses. */
  private static int bytes(Object message) throws Exception {
    return SERIALIZATION.serialize(message).get().length;
  }

  /** A name of so many characters that no other number has. */
  private static String name(int length, int number) {
    var digits = String.valueOf(number);
    return "n".repeat(length - digits.length()) + digits;
  }

  private static String batch(int number) {
    return "b" + "0".repeat(10) + String.format("%010d", number);
  }

  @Test
  void theHoldingsOfANodeWithAThousandOfTheLargestLeasesAreTold() throws Exception {
    int most = 65_536;
    var largest =
        new LeaseSettings(
            Duration.ofMillis(50), Duration.ofSeconds(2), 64, most, Duration.ofSeconds(10));
    assertThatThrownBy(
            () ->
                new LeaseSettings(
                    largest.shortest(), largest.longest(), 64, most + 1, largest.lapseAfter()))
        .isInstanceOf(IllegalArgumentException.class);
    var random = new SplittableRandom(8);
    var scattered = new RoaringBitmap();
    while (scattered.getCardinality() < most) {
      scattered.add(random.nextInt(10_000_000)); // no runs, and not enough for a bitmap
    }
    var tasks = TaskSet.owning(scattered);
    var leases = new ArrayList<LeaseHolding>();
    for (int number = 0; number < 1_000; number++) {
      leases.add(new LeaseHolding((1L << 62) + number, 999, tasks, most));
    }
    var parts = HoldingPart.of(leases, ReportRules.Parts.USUAL.leaseBytes());
    var told = new ArrayList<LeaseHolding>();
    for (var part : parts) {
      int bytes = bytes(new CoordinatorCommand.FromNode(NODE, new Holding(part, NODE.name())));
      assertThat(bytes).isLessThanOrEqualTo(MessageSize.BYTES_MAX);
      told.addAll(part.leases());
    }
    assertThat(parts).hasSizeBetween(100, 200);
    assertThat(told).isEqualTo(leases);
  }

  @Test
  void theHoldingsOfANodeWithManyOfTheSmallestLeasesAreTold() throws Exception {
    var leases =
        IntStream.range(0, 50_000)
            .mapToObj(at -> new LeaseHolding((1L << 62) + at, 999, TaskSet.of(9_999_999), 1))
            .toList();
    var parts = HoldingPart.of(leases, ReportRules.Parts.USUAL.leaseBytes());
    for (var part : parts) {
      assertThat(bytes(new CoordinatorCommand.FromNode(NODE, new Holding(part, NODE.name()))))
          .isLessThanOrEqualTo(MessageSize.BYTES_MAX);
    }
    assertThat(parts).hasSizeBetween(3, 5);
  }

  @Test
  void theHoldingsOfTenThousandJobsAreToldToThePool() throws Exception {
    var tenant = "t".repeat(BatchSpec.TENANT_BYTES_MAX);
    var all =
        IntStream.range(0, 10_000)
            .mapToObj(
                at ->
                    new NodeHolding(
                        new JobKey(batch(at), 999),
                        name(64, at),
                        tenant,
                        name(64, at),
                        true,
                        Long.MAX_VALUE))
            .toList();
    var parts = NodeHoldings.of(all, ReportRules.Parts.USUAL.jobs());
    for (var part : parts) {
      int bytes =
          bytes(new PoolCommand.FromNode(NODE, new ToPool.HoldingsTold(Long.MAX_VALUE, part)));
      assertThat(bytes).isLessThanOrEqualTo(MessageSize.BYTES_MAX);
    }
    assertThat(parts).hasSize(5);
    assertThat(parts.stream().flatMap(part -> part.jobs().stream()).toList()).isEqualTo(all);
  }

  @Test
  void asManyRunningTasksAsAreAskedForAreTold() throws Exception {
    var step = "中".repeat(TaskContext.STEP_MAX);
    var task =
        new TaskAtWork(9_999_999, Integer.MAX_VALUE, HOST, Instant.MAX, step, 33.333_333_333_333);
    var reply = new NodeCommand.RunningReply(Collections.nCopies(Cluster.RUNNING_MAX, task));
    assertThat(bytes(reply)).isBetween(900_000, MessageSize.BYTES_MAX);
  }

  private static Operation<?, ?, ?>[] operations(int count) {
    var operations = new Operation<?, ?, ?>[count];
    for (int at = 0; at < count; at++) {
      var needs = new HashMap<String, Integer>();
      for (int need = 0; need < Traits.NEEDS_MAX; need++) {
        needs.put(name(64, at * Traits.NEEDS_MAX + need), Integer.MAX_VALUE);
      }
      var traits =
          new Traits(Traits.Execution.WAITING, Traits.DEFAULT_TIMEOUT, 1, "tasks", needs, true);
      operations[at] = new Given<>(name(64, at), Integer.class, traits, _ -> SAME);
    }
    return operations;
  }

  @Test
  void aNodeWithAsManyOperationsAndResourcesAsItMayHaveTellsOfThem() throws Exception {
    assertThatThrownBy(() -> OperationCatalog.of(operations(501)))
        .isInstanceOf(IllegalArgumentException.class);
    var catalog = OperationCatalog.of(operations(500));
    var resources = new HashMap<String, Integer>();
    IntStream.range(0, 100).forEach(at -> resources.put(name(64, at), Integer.MAX_VALUE));
    var load = LoadSettings.USUAL.withResources(resources);
    var one = new HashMap<>(resources);
    one.put("one-more", 1);
    assertThatThrownBy(() -> LoadSettings.USUAL.withResources(one))
        .isInstanceOf(IllegalArgumentException.class);

    var scarce = new NodeResources(load, catalog, () -> 0, (_, _) -> {}, () -> {});
    var names = new TreeSet<String>();
    var pace = new OperationPace();
    for (var operation : catalog.all()) {
      names.add(operation.name());
      pace.learn(operation.name(), 3, 1_234_567_890);
    }
    var pool = KIT.<PoolCommand>createTestProbe("pool");
    var demands = new PoolDemands(NODE, scarce, pace, names);
    demands.poolIs(1, pool.ref());
    demands.workWaits(1, pool.ref());
    var want = new Capacity.Want(64, 64);
    var free = scarce.new Use().free();
    demands.offer(
        new PoolDemands.Offer(new Capacity(64, 64, 1), want, want, Pressure.NONE, free), true);
    var told = pool.expectMessageClass(PoolCommand.FromNode.class);
    var demand = (ToPool.Demand) told.message();
    assertThat(demand.conditions().free()).hasSize(500 * (Traits.NEEDS_MAX + 1));
    assertThat(demand.conditions().taskSeconds()).hasSize(500);
    assertThat(bytes(told)).isBetween(1_000_000, MessageSize.BYTES_MAX);

    var capacity = new OfferedCapacity(WorkerSettings.usual(8, Path.of("scratch")).with(load));
    var view =
        capacity.view(
            scarce,
            scarce.new Use(),
            Optional.of(new LoadReason.AbandonedThreads(1 << 30, 1 << 30)));
    var status =
        new NodeStatus(
            HOST,
            Instant.MAX,
            64,
            64,
            64,
            64,
            1L << 62,
            1L << 62,
            1L << 62,
            64,
            true,
            List.copyOf(names),
            view);
    assertThat(bytes(new NodeCommand.NodeReply(status))).isBetween(500_000, MessageSize.BYTES_MAX);
  }

  private static String tenant(int number) {
    return name(BatchSpec.TENANT_BYTES_MAX, number);
  }

  /** A pool with a job of each tenant in each queue, and limits for all of them. */
  private static Pool pool(int queues, int tenants) {
    var limits = new JobLimits(1_000_000, 123_456.789_012);
    var ofTenants = new HashMap<String, TenantRule>();
    var ofQueues = new HashMap<String, QueueRule>();
    var ofOperations = new HashMap<String, JobLimits>();
    for (int tenant = 0; tenant < tenants; tenant++) {
      ofTenants.put(tenant(tenant), new TenantRule(1_000, limits, 0));
      ofOperations.put(name(64, tenant), limits);
    }
    IntStream.range(0, queues).forEach(at -> ofQueues.put(name(64, at), new QueueRule(7, limits)));
    var pool = new Pool(PoolSettings.STANDARD, PoolEpoch.after(0, 1), Set.of(), 0);
    var rules = new ClusterRules(1, ofTenants, ofQueues, ofOperations, Optional.empty());
    pool.handle(new PoolInput.RulesChanged(rules), 0);
    for (int queue = 0; queue < queues; queue++) {
      for (int tenant = 0; tenant < tenants; tenant++) {
        var offer =
            new JobOffer(
                new JobKey(batch(queue * tenants + tenant), 999),
                name(64, queue),
                tenant(tenant),
                name(64, tenant),
                true,
                1_000,
                1L << 60,
                1L << 60,
                0.123_456_789,
                false,
                limits,
                LeasedCount.UNKNOWN);
        pool.handle(new PoolInput.FromCoordinator(new ToPool.Offer(offer)), queue);
      }
    }
    return pool;
  }

  @Test
  void queuesAreToldHoweverManyTheyAre() throws Exception {
    var sizes = Map.of(1, 1_500, 7, 200, 100, 20, 1_200, 2);
    for (var size : sizes.entrySet()) {
      var queues = pool(size.getKey(), size.getValue()).status(1L << 40);
      assertThat(queues).hasSize(Math.min(1_000, size.getKey()));
      assertThat(queues.getLast().load().tenants()).isNotEmpty();
      assertThat(queues.getLast().load().limits()).isNotEmpty();
      assertThat(bytes(new PoolCommand.QueuesReply(queues)))
          .as("%s queues", size.getKey())
          .isBetween(500_000, MessageSize.BYTES_MAX);
    }
  }
}
