package io.gristworks.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.coordinator.CoordinatorSettings;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.SegmentPage;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.thread.NodeFailure;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcBatchViews;
import io.gristworks.store.JdbcCheckpoints;
import io.gristworks.store.JdbcRuleStore;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.SegmentStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;

/**
 * The engine of a cluster of one: real actors and an embedded database, a journal in memory, no
 * gateway.
 */
final class OneNode implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final ActorTestKit kit = ActorTestKit.create(config());
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
  private final Database database;
  private final JdbcSegmentStore segments;
  private final JdbcCheckpoints checkpoints;
  private final Engine engine;

  OneNode(Path directory, Operation<?, ?, ?>... operations) {
    database = Database.open(StoreSettings.embedded(directory));
    Migrations.migrate(database.dataSource());
    segments = new JdbcSegmentStore(database);
    checkpoints = new JdbcCheckpoints(database);
    var cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(kit.system().address()));
    engine =
        Engine.start(
            kit.system(),
            "node-1",
            new EngineSettings(
                true,
                true,
                CoordinatorSettings.DEFAULT,
                PoolSettings.STANDARD,
                WorkerSettings.usual(2, directory.resolve("scratch")),
                ClusterRules.NONE),
            new Engine.Means(
                OperationCatalog.of(operations),
                segments,
                new JdbcBatchViews(database),
                checkpoints,
                new JdbcRuleStore(database, InstantSource.system()),
                InstantSource.system(),
                System::nanoTime,
                new Random(7),
                waiting,
                new NodeFailure() {
                  @Override
                  public void broken(String where, Throwable why) {
                    throw new AssertionError(where, why);
                  }

                  @Override
                  public void restart(String why) {
                    throw new AssertionError(why);
                  }
                }));
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.cluster { jmx.enabled = off, roles = [coordinator] }
            """)
        .withFallback(PersistenceTestKitPlugin.getInstance().config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.parseResources("gristworks/engine-pekko.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  /** An operation over numbers. */
  static Operation<NoParameters, Integer, Integer> takes(
      String name, TaskHandler<Integer, Integer> handler) {
    return new OverNumbers<>(name, false, handler);
  }

  /** An operation called reduce. */
  static <O> Operation<NoParameters, Integer, O> reduces(ReduceHandler<Integer, O> handler) {
    return new OverNumbers<>("reduce", true, handler);
  }

  private record OverNumbers<O>(String name, boolean reduces, Handler<Integer, O> handler)
      implements Operation<NoParameters, Integer, O> {
    @Override
    public String description() {
      return "Does what a test wants.";
    }

    @Override
    public Class<NoParameters> parametersType() {
      return NoParameters.class;
    }

    @Override
    public Class<Integer> inputType() {
      return Integer.class;
    }

    @Override
    public Traits traits() {
      return Traits.waiting();
    }

    @Override
    public Handler<Integer, O> open(NoParameters parameters, NodeContext context) {
      return handler;
    }
  }

  /** A job like most, which retries soon. */
  static JobSpec job(String name, String operation) {
    return new JobSpec(
        name,
        operation,
        "default",
        Priority.NORMAL,
        "{}",
        List.of(),
        new RetryPolicy(3, Duration.ofMillis(10), Duration.ofSeconds(1)),
        Duration.ofSeconds(60),
        1);
  }

  /** Submits jobs, the first of them with so many tasks, whose inputs are their numbers. */
  void submit(BatchId batch, List<JobSpec> jobs, int... tasks) {
    var parts = new ArrayList<InputPart>();
    for (int job = 0; job < tasks.length; job++) {
      var upload = batch.value() + "-" + job;
      var packer = new InputPacker();
      for (int task = 0; task < tasks[job]; task++) {
        var number = Integer.toString(task).getBytes(StandardCharsets.UTF_8);
        packer.add(number, 0, number.length, null);
      }
      segments.writeWhole(upload, batch, Instant.EPOCH, List.of(packer.seal(upload, 0, 0)));
      parts.add(new InputPart(job, upload, List.of(tasks[job])));
    }
    var spec = new BatchSpec("mill", "", new TreeMap<>(), jobs, "digest");
    assertThat(answer(engine.cluster().submit(batch, spec, false, parts)))
        .isInstanceOf(Standing.class);
  }

  /** How the batch stands when it has ended. */
  BatchStatus awaitEnd(BatchId batch) {
    long revision = 0;
    while (true) {
      CoordinatorReply.ToBatch reply = answer(engine.cluster().statusAfter(batch, revision));
      var status = ((Standing) reply).status();
      if (status.finishedAt() != null) {
        return status;
      }
      revision = status.revision();
    }
  }

  /** The results of a job, as JSON, in the order of acceptance. */
  List<String> results(BatchId batch, String job) {
    var page = ((SegmentPage) answer(engine.cluster().segments(batch, job, 0))).outcomes();
    var results = new ArrayList<String>();
    for (var ref : page.segments()) {
      var block = OutcomeBlock.read(segments.readOutcomes(batch, ref).payload());
      for (int place = 0; place < block.entries(); place++) {
        if (block.succeeded(place)) {
          results.add(
              new String(
                  block.bytes(), block.offset(place), block.length(place), StandardCharsets.UTF_8));
        }
      }
    }
    return results;
  }

  /** Has all failed tasks of a batch tried again. */
  void retryFailed(BatchId batch) {
    var wish = new BatchCommand.RetryFailed(null, new BatchCommand.Selection.All(), 0, "ana");
    assertThat(answer(engine.cluster().control(batch, wish))).isInstanceOf(Standing.class);
  }

  /** The segments of a job that were counted. */
  List<SegmentRef> counted(BatchId batch, String job) {
    return ((SegmentPage) answer(engine.cluster().segments(batch, job, 0))).outcomes().segments();
  }

  /** Ends the engine, and waits for all that it has begun with the database, which stays open. */
  void stopEngine() {
    kit.shutdownTestKit();
    waiting.close();
  }

  /** Whether a segment can be read. */
  boolean isStored(BatchId batch, SegmentRef segment) {
    try {
      return segments.readOutcomes(batch, segment).payload().length > 0;
    } catch (SegmentStore.MissingSegment e) {
      return false;
    }
  }

  /** The tasks of a job that run now. */
  List<TaskAtWork> running(BatchId batch, String job) {
    return answer(engine.cluster().running(batch, job, 0, 10));
  }

  /** Waits until nothing is kept of a task. */
  void awaitGone(Owner owner) {
    kit.createTestProbe()
        .awaitAssert(
            SOON,
            () -> {
              assertThat(checkpoints.read(owner)).isEmpty();
              return owner;
            });
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    waiting.close();
    database.close();
  }
}
