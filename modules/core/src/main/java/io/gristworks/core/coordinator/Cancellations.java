package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchCommand.Cancel;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.ControlEvent.GraceEnded;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToNode.Drop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Has nodes start nothing more of jobs that end, and answers whoever asked for it once they have
 * said so. They are told again with each word of theirs that shows that they have not understood.
 */
final class Cancellations {
  private final Batch batch;
  private final TaskDispatch dispatch;
  private final PendingCancelReplies askers = new PendingCancelReplies();

  /** How many cancellations wait, or have waited, for nodes to confirm them. */
  private long turn;

  Cancellations(Batch batch, TaskDispatch dispatch) {
    this.batch = batch;
    this.dispatch = dispatch;
  }

  /**
   * Somebody wants jobs to end. Where nodes may hold leases of them the answer waits for these,
   * also where the wish had been granted before: then they may not have heard of it.
   *
   * @param events what is to be written, if anything
   * @return whether the answer waits
   */
  boolean await(Cancel wish, List<BatchEvent> events, long asker, List<CoordinatorEffect> effects) {
    var jobs = new TreeSet<Integer>();
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      boolean named = wish.job() == null || job.spec().name().equals(wish.job());
      if (named && job.finishedAt() == null && job.cancelReason() != null) {
        jobs.add(at);
      }
    }
    var known = List.copyOf(jobs);
    for (var event : events) {
      if (event instanceof CancelRequested requested) {
        jobs.addAll(requested.jobs());
      }
    }
    var holders = dispatch.nodesWith(List.copyOf(jobs));
    if (holders.isEmpty()) {
      return false;
    }
    askers.await(jobs, holders, asker, ++turn);
    for (int job : known) {
      boolean interrupts = batch.jobs().get(job).isInterrupted();
      dispatch
          .nodesWith(List.of(job))
          .forEach(node -> effects.add(drop(node, List.of(job), interrupts)));
    }
    effects.add(new CoordinatorEffect.EndDropsSoon());
    return true;
  }

  /**
   * What a node is told. Its answer confirms the cancellations up to this one: a job may have gone
   * on and been cancelled again while the answer to an earlier one was on its way.
   */
  CoordinatorEffect drop(String node, List<Integer> jobs, boolean interrupts) {
    return new SendToNode(node, new Drop(batch.id().value(), jobs, interrupts, turn));
  }

  /** What nodes are told once these events are durable. */
  List<CoordinatorEffect> follow(List<BatchEvent> events) {
    var interrupted = new ArrayList<Integer>();
    var ending = new ArrayList<Integer>();
    for (var event : events) {
      if (event instanceof CancelRequested requested) {
        (requested.graceUntil() == null ? interrupted : ending).addAll(requested.jobs());
      } else if (event instanceof GraceEnded ended) {
        interrupted.addAll(ended.jobs());
      }
    }
    var effects = new ArrayList<CoordinatorEffect>();
    dispatch.nodesWith(interrupted).forEach(node -> effects.add(drop(node, interrupted, true)));
    dispatch.nodesWith(ending).forEach(node -> effects.add(drop(node, ending, false)));
    return effects;
  }

  /** A node has said what it holds: what it has not understood it is told again. */
  void held(String node, Holding holding, List<CoordinatorEffect> effects) {
    var interrupted = new TreeSet<Integer>();
    var ending = new TreeSet<Integer>();
    for (var lease : holding.part().leases()) {
      var job = batch.jobs().get(lease.job());
      if (job.isInterrupted()) {
        interrupted.add(lease.job());
      } else if (job.cancelReason() != null
          && (lease.unstarted() > 0 || askers.waitFor(node, lease.job()))) {
        ending.add(lease.job());
      }
    }
    tell(node, interrupted, true, effects);
    tell(node, ending, false, effects);
  }

  /** Of a batch that is not there nothing that a node holds is wanted. */
  List<CoordinatorEffect> dropAll(String node, Holding holding) {
    var jobs = holding.part().leases().stream().map(LeaseHolding::job).distinct().toList();
    return jobs.isEmpty() ? List.of() : List.of(drop(node, jobs, true));
  }

  private void tell(
      String node, Set<Integer> jobs, boolean interrupts, List<CoordinatorEffect> effects) {
    if (!jobs.isEmpty()) {
      effects.add(drop(node, List.copyOf(jobs), interrupts));
    }
  }

  /** A node starts nothing more of these jobs. */
  List<CoordinatorEffect> quiet(String node, Dropped dropped) {
    return answers(askers.quiet(node, dropped.jobs(), dropped.turn()));
  }

  /** A node is gone. */
  List<CoordinatorEffect> gone(String node) {
    return answers(askers.gone(node));
  }

  /** Nobody is waited for any longer. */
  List<CoordinatorEffect> over() {
    return answers(askers.all());
  }

  private static List<CoordinatorEffect> answers(List<Long> askers) {
    return askers.stream()
        .<CoordinatorEffect>map(asker -> new CoordinatorEffect.Answer(asker, false))
        .toList();
  }
}
