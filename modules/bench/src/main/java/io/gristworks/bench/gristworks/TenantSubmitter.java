package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.Status;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.InputSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.japi.function.Function;

/**
 * Submits batches for many tenants, as a gateway will once it tells tenants apart. Safe for many
 * threads.
 */
final class TenantSubmitter implements AutoCloseable {
  private static final EntityTypeKey<CoordinatorCommand> BATCHES =
      EntityTypeKey.create(CoordinatorCommand.class, "batch");
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int SEGMENT_TASKS = 1_000;

  private final ClusterSharding sharding;
  private final Database database;
  private final JdbcSegmentStore segments;

  TenantSubmitter(BenchNode node, JdbcUrl url) {
    this.sharding = ClusterSharding.get(node.node().system());
    this.database = Database.open(StoreSettings.of(url.value(), null, null));
    this.segments = new JdbcSegmentStore(database);
  }

  /** Submits a job of so many tasks; returns once it is accepted. */
  BatchId submit(String tenant, String name, int tasks, IntFunction<String> input)
      throws IOException {
    var batch = BatchId.of(tenant, name);
    var job =
        new JobSpec(
            "job",
            BenchOperation.NAME,
            "default",
            Priority.NORMAL,
            "{}",
            List.of(),
            RetryPolicy.DEFAULT,
            Duration.ofSeconds(60),
            1);
    var spec = new BatchSpec(tenant, name, new TreeMap<>(), List.of(job), name);
    var part = store(batch, tasks, input);
    granted(
        ask(
            batch,
            to ->
                new CoordinatorCommand.FromClient(
                    to, new ToCoordinator.Submit(spec, false, List.of(part)))));
    return batch;
  }

  private InputPart store(BatchId batch, int tasks, IntFunction<String> input) {
    var upload = "bench-" + batch.value();
    var packer = new InputPacker();
    var sealed = new ArrayList<InputSegment>();
    var sizes = new ArrayList<Integer>();
    for (int task = 0; task < tasks; task++) {
      var bytes = input.apply(task).getBytes(StandardCharsets.UTF_8);
      packer.add(bytes, 0, bytes.length, null);
      if (packer.tasks() == SEGMENT_TASKS || task == tasks - 1) {
        int size = packer.tasks();
        sealed.add(packer.seal(upload, sizes.size(), task + 1 - size));
        sizes.add(size);
      }
    }
    segments.writeWhole(upload, batch, Instant.now(), sealed);
    return new InputPart(0, upload, sizes);
  }

  /** Waits until it has ended. */
  void awaitCompleted(BatchId batch) throws IOException {
    var status = status(batch);
    while (!status.status().isFinal()) {
      long revision = status.revision();
      status = granted(ask(batch, to -> new CoordinatorCommand.AwaitStatus(revision, to)));
    }
    if (status.status() != Status.COMPLETED) {
      throw new IOException("batch " + batch + " ended as " + status.status());
    }
  }

  /** How many of its tasks are done. */
  long done(BatchId batch) throws IOException {
    return status(batch).jobs().getFirst().counts().completed();
  }

  void cancel(BatchId batch) throws IOException {
    granted(
        ask(
            batch,
            to ->
                new CoordinatorCommand.FromClient(
                    to,
                    new ToCoordinator.Control(
                        new BatchCommand.Cancel(null, "measured enough", null)))));
  }

  private BatchStatus status(BatchId batch) throws IOException {
    return granted(ask(batch, CoordinatorCommand.ReadStatus::new));
  }

  private CoordinatorReply.ToBatch ask(
      BatchId batch, Function<ActorRef<CoordinatorReply.ToBatch>, CoordinatorCommand> question) {
    CompletionStage<CoordinatorReply.ToBatch> answer =
        sharding.entityRefFor(BATCHES, batch.value()).ask(question, WITHIN);
    return answer.toCompletableFuture().join();
  }

  private static BatchStatus granted(CoordinatorReply.ToBatch reply) throws IOException {
    return switch (reply) {
      case CoordinatorReply.Standing(var status, _) -> status;
      case CoordinatorReply.Refused(var why) -> throw new IOException("refused: " + why);
      case CoordinatorReply.Retired(var gone) ->
          throw new IOException("batch " + gone + " is purged");
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
