package io.gristworks.engine.cluster;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.pool.PoolLink;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Cluster} over cluster sharding and the receptionist. */
final class ShardedCluster implements Cluster {
  /** A little longer than the journal's own patience: what cannot be written is not answered. */
  private static final Duration WRITE = Duration.ofSeconds(12);

  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration LONG_READ = Duration.ofSeconds(15);

  /** A coordinator answers those who wait for news within five seconds, news or not. */
  private static final Duration NEWS = Duration.ofSeconds(7);

  /**
   * What is sent to a node that has just died is lost. Reading may be asked again for nothing, so
   * it is, this often: who reads hears of a batch as soon as it lives again.
   */
  private static final Duration READ_AGAIN = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final KnownBatches known;
  private final PoolLink link;
  private volatile boolean leaving;

  ShardedCluster(ActorSystem<?> system, KnownBatches known, PoolLink link) {
    this.system = system;
    this.known = known;
    this.link = link;
    this.sharding = ClusterSharding.get(system);
  }

  /**
   * From now on nothing is sent to coordinators from here. The shards leave this node next, and
   * Pekko waits for as long as it can where a message is on its way to one that has nowhere to go.
   */
  void leave() {
    leaving = true;
  }

  /** Says that to the coordinator of a batch, wherever it is. */
  void tell(String batch, CoordinatorCommand what) {
    if (!leaving) {
      sharding.entityRefFor(Shards.BATCHES, batch).tell(what);
    }
  }

  @Override
  public void expect(BatchId batch) {
    tell(batch.value(), new CoordinatorCommand.OwnsUpload("", system.ignoreRef()));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> submit(
      BatchId batch, BatchSpec spec, boolean open, List<InputPart> inputs) {
    CompletionStage<CoordinatorReply.ToBatch> answer =
        write(batch, new ToCoordinator.Submit(spec, open, inputs));
    return answer.thenApply(each -> noted(batch, each));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> append(
      BatchId batch, String job, InputPart part, @Nullable AppendKey key) {
    return writeIfThere(batch, new ToCoordinator.Append(job, part, key));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> seal(
      BatchId batch, SortedMap<String, Long> expected) {
    return writeIfThere(batch, new ToCoordinator.Seal(expected));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> control(BatchId batch, BatchCommand command) {
    return writeIfThere(batch, new ToCoordinator.Control(command));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> status(BatchId batch) {
    return ifThere(batch, () -> read(batch, CoordinatorCommand.ReadStatus::new));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToBatch> statusAfter(BatchId batch, long revision) {
    return ifThere(
        batch, () -> ask(batch, to -> new CoordinatorCommand.AwaitStatus(revision, to), NEWS));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToSegments> segments(
      BatchId batch, String job, int from) {
    return ifThere(
        batch,
        () -> ask(batch, to -> new CoordinatorCommand.ReadSegments(job, from, to), LONG_READ));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToInputs> inputs(BatchId batch, String job, int from) {
    return read(batch, to -> new CoordinatorCommand.ReadInputs(job, from, to));
  }

  @Override
  public CompletionStage<CoordinatorReply.ToTasks> tasks(
      BatchId batch, String job, @Nullable TaskState state, int from, int limit) {
    return ifThere(
        batch,
        () -> read(batch, to -> new CoordinatorCommand.ReadTasks(job, state, from, limit, to)));
  }

  /** Has a batch retire, if it ended before that moment. */
  CompletionStage<CoordinatorReply.ToBatch> retire(BatchId batch, Instant finishedBefore) {
    return writeIfThere(batch, new ToCoordinator.Retire(finishedBefore));
  }

  /** Whether a batch has taken this upload; for the collection of garbage. */
  CompletionStage<Boolean> owns(BatchId batch, String upload) {
    return known
        .exists(batch)
        .thenCompose(
            there -> {
              if (!there) {
                return CompletableFuture.completedFuture(false);
              }
              CompletionStage<CoordinatorReply.UploadOwned> answer =
                  read(batch, to -> new CoordinatorCommand.OwnsUpload(upload, to));
              return answer.thenApply(CoordinatorReply.UploadOwned::owned);
            });
  }

  /** Asks the coordinator of a batch, unless there is no such batch. */
  @SuppressWarnings("unchecked") // a refusal answers every question that is asked so
  private <R> CompletionStage<R> ifThere(BatchId batch, Supplier<CompletionStage<R>> question) {
    return known
        .exists(batch)
        .thenCompose(
            there ->
                there
                    ? question.get().thenApply(answer -> noted(batch, answer))
                    : CompletableFuture.completedFuture(
                        (R) new CoordinatorReply.Refused(new Refusal.UnknownBatch(batch.value()))));
  }

  private CompletionStage<CoordinatorReply.ToBatch> writeIfThere(
      BatchId batch, ToCoordinator.FromClient message) {
    return ifThere(batch, () -> write(batch, message));
  }

  private CompletionStage<CoordinatorReply.ToBatch> write(
      BatchId batch, ToCoordinator.FromClient message) {
    return ask(batch, to -> new CoordinatorCommand.FromClient(to, message), WRITE);
  }

  private <R> R noted(BatchId batch, R answer) {
    if (answer instanceof CoordinatorReply.Refused(Refusal.UnknownBatch _)) {
      known.remove(batch);
    } else if (answer instanceof CoordinatorReply.Standing) {
      known.add(batch);
    }
    return answer;
  }

  private <R> CompletionStage<R> ask(
      BatchId batch, Function<ActorRef<R>, CoordinatorCommand> question, Duration within) {
    return once(batch, question, within)
        .exceptionallyCompose(why -> CompletableFuture.failedFuture(noAnswer(batch, within, why)));
  }

  /** Asks what changes nothing, and again where no answer comes. */
  private <R> CompletionStage<R> read(
      BatchId batch, Function<ActorRef<R>, CoordinatorCommand> question) {
    return read(batch, question, READ);
  }

  private <R> CompletionStage<R> read(
      BatchId batch, Function<ActorRef<R>, CoordinatorCommand> question, Duration left) {
    return once(batch, question, READ_AGAIN)
        .exceptionallyCompose(
            why ->
                left.compareTo(READ_AGAIN) > 0
                    ? read(batch, question, left.minus(READ_AGAIN))
                    : CompletableFuture.failedFuture(noAnswer(batch, READ, why)));
  }

  private <R> CompletionStage<R> once(
      BatchId batch, Function<ActorRef<R>, CoordinatorCommand> question, Duration within) {
    return leaving
        ? CompletableFuture.failedFuture(new NoAnswer("this node leaves the cluster"))
        : sharding.entityRefFor(Shards.BATCHES, batch.value()).ask(question, within);
  }

  private static NoAnswer noAnswer(BatchId batch, Duration within, Throwable why) {
    if (why instanceof NoAnswer nobodyAsked) {
      return nobodyAsked;
    }
    return new NoAnswer(
        "the coordinator of batch " + batch + " did not answer within " + within, why);
  }

  @Override
  public CompletionStage<List<QueueStatus>> queues() {
    return link.pool()
        .map(this::queuesOf)
        .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
  }

  /** None where the pool does not answer: there may be another one by now. */
  private CompletionStage<List<QueueStatus>> queuesOf(ActorRef<PoolCommand> pool) {
    CompletionStage<PoolCommand.QueuesReply> reply =
        AskPattern.ask(pool, PoolCommand.ReadQueues::new, READ, system.scheduler());
    return reply.thenApply(PoolCommand.QueuesReply::queues).exceptionally(_ -> List.of());
  }

  @Override
  public CompletionStage<List<NodeStatus>> workers() {
    CompletionStage<List<NodeCommand.NodeReply>> replies =
        askAll(WorkerNodes.KEY, NodeCommand.ReadNode::new);
    return replies.thenApply(
        all ->
            all.stream()
                .map(NodeCommand.NodeReply::status)
                .sorted(Comparator.comparing(NodeStatus::name))
                .toList());
  }

  @Override
  public CompletionStage<List<TaskAtWork>> running(BatchId batch, String job, int from, int limit) {
    CompletionStage<List<NodeCommand.RunningReply>> replies =
        askAll(
            WorkerNodes.KEY,
            to -> new NodeCommand.ReadRunning(batch.value(), job, from, limit, to));
    return replies.thenApply(
        all ->
            all.stream()
                .flatMap(reply -> reply.tasks().stream())
                .sorted(Comparator.comparingInt(TaskAtWork::task).thenComparing(TaskAtWork::since))
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<Optional<NodeStatus>> drain(String node, boolean draining) {
    CompletionStage<List<NodeCommand.NodeReply>> replies =
        askAll(WorkerNodes.KEY, to -> new NodeCommand.SetDraining(node, draining, to));
    return replies.thenApply(
        all ->
            all.stream()
                .map(NodeCommand.NodeReply::status)
                .filter(status -> status.name().equals(node))
                .findFirst());
  }

  /** Asks all that are registered; one that does not answer in time is left out. */
  private <M, R> CompletionStage<List<R>> askAll(
      ServiceKey<M> key, Function<ActorRef<R>, M> question) {
    CompletionStage<Receptionist.Listing> listing =
        AskPattern.ask(
            system.receptionist(), to -> Receptionist.find(key, to), READ, system.scheduler());
    return listing.thenCompose(
        found -> {
          var answers =
              found.getServiceInstances(key).stream()
                  .map(
                      each -> {
                        CompletionStage<R> answer =
                            AskPattern.ask(each, question, READ, system.scheduler());
                        return answer
                            .thenApply(Optional::of)
                            .exceptionally(_ -> Optional.empty())
                            .toCompletableFuture();
                      })
                  .toList();
          return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
              .thenApply(_ -> answers.stream().flatMap(answer -> answer.join().stream()).toList());
        });
  }
}
