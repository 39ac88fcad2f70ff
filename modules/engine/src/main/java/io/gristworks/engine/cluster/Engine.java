package io.gristworks.engine.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.engine.coordinator.BatchCoordinator;
import io.gristworks.engine.coordinator.CoordinatorPorts;
import io.gristworks.engine.coordinator.EndedBatchCache;
import io.gristworks.engine.host.HostFiles;
import io.gristworks.engine.host.HostProbe;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.pool.PoolLink;
import io.gristworks.engine.pool.PoolMember;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.rule.RuleWatcher;
import io.gristworks.engine.thread.NodeFailure;
import io.gristworks.engine.worker.WorkerNode;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.thread.NodeHealth;
import io.gristworks.handler.Traits.Execution;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.rule.RuleStore;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.view.BatchViews;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * The engine of one node: its share of coordinators, maybe the pool, its workers, its view of the
 * rest.
 */
public final class Engine {
  /**
   * What the engine works with.
   *
   * @param clock the time of day
   * @param nanos a clock for durations
   * @param random safe for many threads
   * @param waiting runs what waits for the database
   * @param failure ends the node where it cannot go on
   */
  public record Means(
      OperationCatalog catalog,
      SegmentStore segments,
      BatchViews views,
      Checkpoints checkpoints,
      RuleStore rules,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      ExecutorService waiting,
      NodeFailure failure) {}

  private static final Duration RULES_EVERY = Duration.ofMillis(800);

  private final ActorSystem<?> system;
  private final ShardedCluster cluster;
  private final Optional<ActorRef<NodeCommand>> workerNode;
  private final Optional<NodeHealth> workerHealth;

  private Engine(
      ActorSystem<?> system,
      ShardedCluster cluster,
      Optional<ActorRef<NodeCommand>> workerNode,
      Optional<NodeHealth> workerHealth) {
    this.workerHealth = workerHealth;
    this.system = system;
    this.cluster = cluster;
    this.workerNode = workerNode;
  }

  /**
   * Starts what this node has of the engine. A node without the role of a coordinator still speaks
   * to coordinators elsewhere.
   *
   * @param nodeName the worker node's name, another one after each start
   */
  public static Engine start(
      ActorSystem<?> system, String nodeName, EngineSettings settings, Means means) {
    var sharding = ClusterSharding.get(system);
    var link = new PoolLink();
    var cluster =
        new ShardedCluster(system, new KnownBatches(means.views()::exists, means.waiting()), link);
    var ports =
        new CoordinatorPorts(
            link,
            operation ->
                means
                    .catalog()
                    .find(operation)
                    .map(found -> found.traits().execution() == Execution.CPU_BOUND)
                    .orElse(false),
            new BatchRecords(means),
            new EndedBatchCache(settings.coordinator().latestEnded()),
            new BatchEndLookup(cluster)::end,
            cluster::expect,
            means.clock(),
            means.nanos(),
            means.random());
    var usual = ClusterShardingSettings.create(system).withRole(EngineSettings.COORDINATOR_ROLE);
    sharding.init(
        Entity.of(
                Shards.BATCHES,
                it ->
                    BatchCoordinator.create(
                        new BatchId(it.getEntityId()),
                        settings.coordinator(),
                        ports,
                        it.getShard()))
            .withStopMessage(BatchCoordinator.stop())
            .withRole(EngineSettings.COORDINATOR_ROLE)
            .withSettings(usual.withRememberEntities(true)));
    var health =
        settings.works()
            ? Optional.of(new NodeHealth(means.nanos(), settings.worker().times().stuckAfter()))
            : Optional.<NodeHealth>empty();
    var workerNode = health.map(it -> workerNode(system, nodeName, settings, means, cluster, it));
    var board = board(system, settings.rules(), means, workerNode);
    system.systemActorOf(
        PoolMember.create(
            new PoolMember.Means(
                settings.pool(),
                EngineSettings.COORDINATOR_ROLE,
                link,
                Optional.of(board),
                workerNode,
                means.nanos())),
        "pool-member",
        Props.empty());
    return new Engine(system, cluster, workerNode, health);
  }

  private static ActorRef<NodeCommand> workerNode(
      ActorSystem<?> system,
      String nodeName,
      EngineSettings settings,
      Means means,
      ShardedCluster cluster,
      NodeHealth health) {
    var worker =
        new WorkerMeans(
            means.catalog(),
            means.segments(),
            means.checkpoints(),
            means.clock(),
            means.nanos(),
            means.random(),
            cluster::tell,
            new HostProbe(new HostFiles(Path.of("/"))),
            cluster::segments,
            means.failure());
    return system.systemActorOf(
        WorkerNode.create(nodeName, settings.worker(), worker, health),
        "worker-node",
        Props.empty());
  }

  private static ActorRef<RuleWatcher.Command> board(
      ActorSystem<?> system,
      ClusterRules configured,
      Means means,
      Optional<ActorRef<NodeCommand>> workerNode) {
    return system.systemActorOf(
        RuleWatcher.create(
            new RuleWatcher.Means(
                means.rules()::readUnless, configured, RULES_EVERY, means.waiting()),
            workerNode),
        "rule-board",
        Props.empty());
  }

  /** The whole cluster, for the gateway. */
  public Cluster cluster() {
    return cluster;
  }

  /** How this node's worker node fares; empty where it has none. */
  public Optional<NodeHealth> workerHealth() {
    return workerHealth;
  }

  /** Has a batch retire, if it ended before that moment. */
  public CompletionStage<CoordinatorReply.ToBatch> retire(BatchId batch, Instant endedBefore) {
    return cluster.retire(batch, endedBefore);
  }

  /** Whether a batch has taken this upload. */
  public CompletionStage<Boolean> owns(BatchId batch, String upload) {
    return cluster.owns(batch, upload);
  }

  /** Sends nothing to coordinators any more; for the end, when all is reported. */
  public void leave() {
    cluster.leave();
  }

  /**
   * Lets this node's tasks end and gives back what has not begun; completes when its outcomes are
   * reported, or {@code within} is over.
   */
  public CompletionStage<Done> drain(Duration within) {
    return workerNode
        .<CompletionStage<Done>>map(
            node ->
                AskPattern.ask(
                    node,
                    (ActorRef<Done> replyTo) -> new WorkerNode.Drain(within, replyTo),
                    within.plusSeconds(2),
                    system.scheduler()))
        .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
  }
}
