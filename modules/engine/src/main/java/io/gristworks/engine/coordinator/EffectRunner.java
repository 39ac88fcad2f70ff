package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.coordinator.CoordinatorEffect;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/** Does what a coordinator has decided: says it to others, or to itself later. */
final class EffectRunner {
  private static final Duration DROP_WITHIN = Duration.ofSeconds(2);

  /** The segments that one look at the store gives; what comes of it is one event at most. */
  private static final int SEGMENTS_LISTED = 5_000;

  // Each is the key of its own timer.
  private static final SelfMessage HOLDINGS_OVER =
      new SelfMessage.Input(new CoordinatorInput.HoldingsOver());
  private static final SelfMessage DROPS_OVER =
      new SelfMessage.Input(new CoordinatorInput.DropsOver());
  private static final SelfMessage LOOK_AGAIN =
      new SelfMessage.Input(new CoordinatorInput.Ticked());

  private final Duration holdingsWithin;
  private final CoordinatorPorts ports;
  private final ActorContext<CoordinatorCommand> context;
  private final TimerScheduler<CoordinatorCommand> timers;
  private final AddressBook known;

  EffectRunner(
      Duration holdingsWithin,
      CoordinatorPorts ports,
      ActorContext<CoordinatorCommand> context,
      TimerScheduler<CoordinatorCommand> timers,
      AddressBook known) {
    this.holdingsWithin = holdingsWithin;
    this.ports = ports;
    this.context = context;
    this.timers = timers;
    this.known = known;
  }

  /** How the batch stands, for an answer. */
  interface Standings {
    /**
     * How it stands.
     *
     * @param repeated whether what was wished had been so before
     */
    CoordinatorReply.ToBatch standing(boolean repeated);
  }

  /**
   * Carries out one effect.
   *
   * @param pool who asked, where a pool did
   */
  void carry(
      CoordinatorEffect effect,
      Batch batch,
      Standings standings,
      @Nullable ActorRef<PoolCommand> pool) {
    switch (effect) {
      case CoordinatorEffect.Answer(var asker, var repeated) ->
          known.answer(asker, standings.standing(repeated));
      case CoordinatorEffect.Refuse(var asker, var why) ->
          known.answer(asker, new CoordinatorReply.Refused(why));
      case CoordinatorEffect.Retire(var asker) -> {
        known.answer(asker, new CoordinatorReply.Retired(id(batch)));
        self().tell(new SelfMessage.Idle());
      }
      case CoordinatorEffect.SendToPool(var message) ->
          ports.pool().tell(new PoolCommand.FromCoordinator(self(), message));
      case CoordinatorEffect.AnswerPool(var message) -> {
        if (pool != null) {
          pool.tell(new PoolCommand.FromCoordinator(self(), message));
        }
      }
      case CoordinatorEffect.SendToNode(var node, var message) ->
          known.tell(node, new NodeCommand.FromCoordinator(self(), message));
      case CoordinatorEffect.Derive(var job, var feed) -> derive(batch, job, feed);
      case CoordinatorEffect.ListSegments(var search, var after) ->
          context.pipeToSelf(
              ports.records().listSegments(batch.id(), after, SEGMENTS_LISTED),
              (page, failure) ->
                  page == null
                      ? new SelfMessage.SearchFailed(search, failure)
                      : new SelfMessage.Searched(
                          new CoordinatorInput.SegmentsListed(
                              search, page, page.size() < SEGMENTS_LISTED)));
      case CoordinatorEffect.ReadSegments(var search, var segments) ->
          context.pipeToSelf(
              ports.records().readSegments(batch.id(), segments),
              (reports, failure) ->
                  reports == null
                      ? new SelfMessage.SearchFailed(search, failure)
                      : new SelfMessage.Searched(
                          new CoordinatorInput.SegmentsRead(search, reports)));
      case CoordinatorEffect.DeleteSegments(var segments) -> {
        context.getLog().debug("stored, never counted, deleted: segments={}", segments.size());
        record("deletion of segments", ports.records().deleteSegments(batch.id(), segments));
      }
      case CoordinatorEffect.DeleteCheckpoints(var before) ->
          record("deletion of checkpoints", ports.records().deleteCheckpoints(batch.id(), before));
      case CoordinatorEffect.AdoptUploads(var uploads) ->
          uploads.forEach(upload -> record("adoption", ports.records().adopt(upload)));
      case CoordinatorEffect.AskEnd(var other) ->
          context.pipeToSelf(
              ports.others().apply(new BatchId(other)),
              (end, _) -> new SelfMessage.OtherSeen(end == null ? null : end.orElse(null)));
      case CoordinatorEffect.FindNodes _ -> findNodes();
      case CoordinatorEffect.HoldingsKnown _ -> timers.cancel(HOLDINGS_OVER);
      case CoordinatorEffect.TellSelf(var input) -> self().tell(new SelfMessage.Input(input));
      case CoordinatorEffect.EndDropsSoon _ -> timers.startSingleTimer(DROPS_OVER, DROP_WITHIN);
      case CoordinatorEffect.LookAgainIn(var wait) -> timers.startSingleTimer(LOOK_AGAIN, wait);
      case CoordinatorEffect.LeasesLost(var node, var tasks) -> warn(node, tasks);
      case CoordinatorEffect.LostSearched searched -> tell(searched);
    }
  }

  private void record(String what, CompletionStage<Done> written) {
    context.pipeToSelf(written, (_, failure) -> new SelfMessage.RecordWritten(what, failure));
  }

  private void derive(Batch batch, int job, ResultFeed feed) {
    var results = batch.jobs().get(feed.source()).segments().subList(feed.from(), feed.end());
    context.pipeToSelf(
        ports.records().derive(batch.id(), job, List.copyOf(results)),
        (part, failure) -> new SelfMessage.Derived(job, feed, part, failure));
  }

  private void findNodes() {
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.find(
                WorkerNodes.KEY,
                context.messageAdapter(
                    Receptionist.Listing.class,
                    listing ->
                        new SelfMessage.NodesKnown(
                            Set.copyOf(listing.getServiceInstances(WorkerNodes.KEY))))));
    timers.startSingleTimer(HOLDINGS_OVER, holdingsWithin);
  }

  private void warn(String node, int tasks) {
    if (node.isEmpty()) {
      context.getLog().warn("leases lapsed without a word from their node: tasks={}", tasks);
    } else {
      context.getLog().warn("worker node gone: node={} tasks={}", node, tasks);
    }
  }

  private void tell(CoordinatorEffect.LostSearched searched) {
    int segments = searched.segments();
    int pending = searched.pending();
    if (!searched.isWhole()) {
      context
          .getLog()
          .warn(
              "stored outcomes of lost nodes not read in time, some may run again:"
                  + " segments counted={} tasks pending again={}",
              segments,
              pending);
    } else if (segments > 0 || pending > 0) {
      context
          .getLog()
          .info(
              "stored outcomes of lost nodes: segments counted={} tasks pending again={}",
              segments,
              pending);
    }
  }

  private static String id(Batch batch) {
    return batch.id().value();
  }

  private ActorRef<CoordinatorCommand> self() {
    return context.getSelf();
  }
}
