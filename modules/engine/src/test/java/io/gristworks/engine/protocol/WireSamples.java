package io.gristworks.engine.protocol;

import static io.gristworks.engine.protocol.MessageSamples.BATCH;
import static io.gristworks.engine.protocol.MessageSamples.NOON;
import static io.gristworks.engine.protocol.MessageSamples.PART;
import static io.gristworks.engine.protocol.MessageSamples.SEGMENT;
import static io.gristworks.engine.protocol.MessageSamples.TASKS;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * At least one value of every message, with nothing empty that can be filled.
 *
 * @param node stands for any actor of that protocol, as do the others
 */
record WireSamples(
    ActorRef<NodeCommand> node,
    ActorRef<PoolCommand> pool,
    ActorRef<CoordinatorCommand> coordinator,
    ActorRef<Object> asker) {
  private static final NodeLoad LOAD =
      new NodeLoad(
          List.of(
              new LoadReason.NoMemory(LoadReason.Memory.HEAP, 0.95, 0.92, 0.85),
              new LoadReason.Throttled(2, 0.5),
              new LoadReason.AbandonedThreads(17, 16),
              new LoadReason.UnstoredOutcomes(7)),
          0.95,
          0.5,
          0.25,
          0.75,
          0.125,
          0.375,
          8,
          256,
          new TreeMap<>(Map.of("gpu", 2)),
          new TreeMap<>(Map.of("gpu", 1)),
          new TreeMap<>(Map.of("bulk_embed", Map.of("gpu", 1))),
          new TreeMap<>(Map.of("ask", 12)));

  Stream<Wire> all() {
    return Stream.of(toCoordinators(), fromCoordinators(), toPools(), toNodes()).flatMap(s -> s);
  }

  @SuppressWarnings({"unchecked", "UnusedVariable"}) // the class names the type, and that is all
  private <T> ActorRef<T> asker(Class<T> reply) {
    return (ActorRef<T>) (ActorRef<?>) asker;
  }

  private NodeRef ana() {
    return new NodeRef("ana:25520#1", node);
  }

  private Stream<Wire> toCoordinators() {
    var toBatch = asker(CoordinatorReply.ToBatch.class);
    var ofClients =
        MessageSamples.ofClients()
            .map(message -> new CoordinatorCommand.FromClient(toBatch, message));
    var pooled =
        Stream.of(
            new CoordinatorCommand.FromPool(
                pool, node, new ToCoordinator.Grant(1, 1L << 50, "ana:25520#1", 64, 12)),
            new CoordinatorCommand.FromPool(pool, null, new ToCoordinator.TellOffer(1, 1L << 50)),
            new CoordinatorCommand.FromPool(
                pool, null, new ToCoordinator.Rebalance(1, 1L << 50, "ana:25520#1")));
    var ofNodes =
        MessageSamples.ofNodes().map(message -> new CoordinatorCommand.FromNode(ana(), message));
    return Stream.of(ofClients, asked(toBatch), pooled, ofNodes).flatMap(each -> each);
  }

  private Stream<Wire> asked(ActorRef<CoordinatorReply.ToBatch> toBatch) {
    return Stream.of(
        new CoordinatorCommand.ReadStatus(toBatch),
        new CoordinatorCommand.AwaitStatus(17, toBatch),
        new CoordinatorCommand.ReadSegments("load", 3, asker(CoordinatorReply.ToSegments.class)),
        new CoordinatorCommand.ReadInputs("load", 3, asker(CoordinatorReply.ToInputs.class)),
        new CoordinatorCommand.ReadTasks(
            "load", TaskState.LEASED, 3, 100, asker(CoordinatorReply.ToTasks.class)),
        new CoordinatorCommand.ReadTasks("load", null, 0, 1, asker(CoordinatorReply.ToTasks.class)),
        new CoordinatorCommand.OwnsUpload("upload-1", asker(CoordinatorReply.UploadOwned.class)));
  }

  private static Stream<Wire> fromCoordinators() {
    var job =
        new JobStatus(
            "load",
            "symbol-scan",
            "default",
            Priority.LOW,
            List.of("fetch"),
            Status.RUNNING,
            new JobReason.Skipped(
                new SkipReason.BatchEndedOtherwise("b1", Condition.FAILED, Status.FAILED, 3)),
            new Counts(7, 1, 1, 1, 2, 1, 1),
            NOON,
            null,
            9,
            1L << 40,
            12.5,
            -1,
            new TreeMap<>(Map.of("rows", 3L)),
            List.of(new ErrorGroup("timeout", 3, 7, "no result", "", NOON, NOON)),
            new JobDetail(
                new Pause(new PauseReason.BudgetExhausted(3, 2), NOON),
                new SkipReason.JobCancelled("fetch"),
                List.of(new Awaited.Job("fetch", Condition.COMPLETED)),
                null,
                NOON,
                JobLimits.NONE,
                1,
                2,
                new CanaryState.JobCancelled()));
    var batch =
        new BatchStatus(
            BATCH,
            "acme",
            "nightly",
            new TreeMap<>(Map.of("k", "v")),
            Status.RUNNING,
            NOON,
            NOON,
            null,
            17,
            List.of(job),
            List.of());
    var task =
        new CoordinatorReply.TaskStanding(
            7, TaskState.WAITING_RETRY, 2, NOON, "ana", "took down 2 nodes");
    return Stream.concat(
        MessageSamples.refusals().map(CoordinatorReply.Refused::new),
        Stream.of(
            new CoordinatorReply.Standing(batch, true),
            new CoordinatorReply.Retired(BATCH),
            new CoordinatorReply.SegmentPage(
                17,
                1,
                900,
                new OutcomePage(
                    List.of(SEGMENT),
                    4_000,
                    TASKS,
                    TASKS,
                    TaskSet.empty(),
                    List.of(new OutcomePage.Quarantined(8, 3, "took down 3 nodes")))),
            new CoordinatorReply.InputPage(List.of(PART), 17),
            new CoordinatorReply.TaskPage(1, 900, List.of(task), -1, List.of(SEGMENT)),
            new CoordinatorReply.UploadOwned(true)));
  }

  private Stream<Wire> toPools() {
    var load =
        new QueueStatus.Load(
            true,
            12,
            1.5,
            0.5,
            9,
            List.of(new QueueStatus.TenantLoad("acme", 4, 1L << 33, 2.5, 12)),
            List.of(new QueueStatus.LimitUse("tenant", "acme", "per_second", 2.5, 3, true)));
    var waiting = new QueueStatus.WaitingJob("acme", BATCH, 1, "symbol-scan", 16, 1L << 33);
    var asked =
        Stream.of(
            new PoolCommand.ReadQueues(asker(PoolCommand.QueuesReply.class)),
            new PoolCommand.QueuesReply(
                List.of(
                    new QueueStatus("default", 1L << 33, 2.5, 0.5, 3, 64, List.of(waiting), load))),
            new PoolMemberCommand.FromPool(
                pool, asker(PoolMemberCommand.class), MessageSamples.POOL_IS),
            new PoolMemberCommand.FromMember(new ToPoolMember.PoolEnded(1L << 20)));
    return Stream.of(
            MessageSamples.ofCoordinatorsToPools()
                .map(message -> new PoolCommand.FromCoordinator(coordinator, message)),
            MessageSamples.ofNodesToPools()
                .map(message -> new PoolCommand.FromNode(ana(), message)),
            asked)
        .flatMap(each -> each);
  }

  private Stream<Wire> toNodes() {
    return Stream.of(
            MessageSamples.ofPoolsToNodes().map(message -> new NodeCommand.FromPool(pool, message)),
            MessageSamples.ofCoordinatorsToNodes()
                .map(message -> new NodeCommand.FromCoordinator(coordinator, message)),
            askedOfNodes())
        .flatMap(each -> each);
  }

  private Stream<Wire> askedOfNodes() {
    return Stream.of(
        new NodeCommand.SetStopped(true),
        new NodeCommand.SetDraining("ana:25520#1", true, asker(NodeCommand.NodeReply.class)),
        new NodeCommand.ReadRunning(BATCH, "load", 3, 100, asker(NodeCommand.RunningReply.class)),
        new NodeCommand.RunningReply(
            List.of(
                new TaskAtWork(7, 2, "ana:25520#1", NOON, "page 3 of 9", 33.5),
                new TaskAtWork(8, 1, "ana:25520#1", NOON, null, null))),
        new NodeCommand.ReadNode(asker(NodeCommand.NodeReply.class)),
        new NodeCommand.NodeReply(
            new NodeStatus(
                "ana:25520#1",
                NOON,
                64,
                2,
                3,
                4,
                1L << 40,
                5,
                6,
                7,
                true,
                List.of("symbol-scan"),
                LOAD)));
  }
}
