package io.gristworks.engine.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkState;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.engine.protocol.CoordinatorReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one page of a bulk operation: finds its batches, tells each, stores how far it is.
 * Blocks; for any number of threads, and safe though another does the same.
 */
final class BulkPageExecutor {
  /** Who does not answer is asked so often in all, with so long between: a node may have died. */
  static final int ROUNDS = 10;

  static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(BulkPageExecutor.class);

  private final BulkPorts ports;
  private final BulkSettings settings;

  BulkPageExecutor(BulkPorts ports, BulkSettings settings) {
    this.ports = ports;
    this.settings = settings;
  }

  /**
   * What a page came to.
   *
   * @param operation how it stands now, as far as this one knows
   * @param more whether the next page can be done at once
   */
  record Carried(BulkOperation operation, boolean more) {}

  /**
   * Carries out the next page.
   *
   * @param seen as it was seen; it is read again, for it may have been stopped meanwhile
   * @throws RuntimeException if the store does not answer; nothing is counted then
   */
  Carried carry(BulkOperation seen) {
    var operation = ports.store().find(seen.tenant(), seen.id()).orElse(seen);
    if (operation.progress().state().isFinal()) {
      return new Carried(operation, false);
    }
    var horizon = operation.horizon(ports.clock().instant());
    var page = ports.store().page(operation, horizon, settings.pageRows());
    var answers = answers(operation, page.matched());
    var next = operation.after(page, answers, horizon, ports.clock().instant());
    boolean isNews = page.end() != null || next.progress().state() == BulkState.DONE;
    if (!isNews && operation.progress().state() == BulkState.RUNNING) {
      return new Carried(operation, false); // rows may come yet
    }
    if (!ports.store().settle(next)) {
      LOG.debug("somebody else goes on with it, or has stopped it: bulk={}", operation.id());
      return new Carried(operation, false);
    }
    BulkMeters.answered(answers);
    if (next.progress().state().isFinal()) {
      ended(next);
    }
    return new Carried(next, !page.last());
  }

  private static void ended(BulkOperation operation) {
    var progress = operation.progress();
    BulkMeters.ended(progress);
    LOG.info(
        "bulk operation done: id={} action={} tenant={} changed={} already={} refused={}",
        operation.id(),
        operation.wish().action(),
        operation.about(),
        progress.changed(),
        progress.already(),
        progress.refused());
  }

  /** One of each, in their order; who has not answered in the end is taken for refusing. */
  private List<BulkAnswer> answers(BulkOperation operation, List<BulkTarget> targets) {
    var answers = new HashMap<BulkTarget, BulkAnswer>();
    for (int round = 1; round <= ROUNDS && answers.size() < targets.size(); round++) {
      if (round > 1) {
        LOG.info(
            "asking again: bulk={} silent={}", operation.id(), targets.size() - answers.size());
        ports.rest().accept(BETWEEN_ROUNDS);
      }
      var silent = targets.stream().filter(target -> !answers.containsKey(target)).toList();
      answers.putAll(round(operation.wish(), silent));
    }
    var all = new ArrayList<BulkAnswer>();
    for (var target : targets) {
      all.add(answers.getOrDefault(target, target.silent()));
    }
    return all;
  }

  /** Tells each, a few at a time; gives what was answered. */
  private Map<BulkTarget, BulkAnswer> round(BulkRequest wish, List<BulkTarget> targets) {
    var answers = new ConcurrentHashMap<BulkTarget, BulkAnswer>();
    var room = new Semaphore(settings.asksAtOnce());
    for (var target : targets) {
      room.acquireUninterruptibly();
      tell(target, wish.commands(target), false)
          .whenComplete(
              (answer, silence) -> {
                if (silence == null) {
                  answers.put(target, answer);
                } else {
                  LOG.debug("{} does not answer: {}", target.id(), silence.toString());
                }
                room.release();
              });
    }
    room.acquireUninterruptibly(settings.asksAtOnce());
    return answers;
  }

  /** One command after the other, until one is refused. */
  private CompletionStage<BulkAnswer> tell(
      BulkTarget target, List<BatchCommand> commands, boolean changed) {
    if (commands.isEmpty()) {
      return CompletableFuture.completedFuture(
          changed ? new BulkAnswer.Changed() : new BulkAnswer.Already());
    }
    var rest = commands.subList(1, commands.size());
    return asked(target.batch(), commands.getFirst())
        .thenCompose(
            reply ->
                switch (reply) {
                  case CoordinatorReply.Standing(_, var repeated) ->
                      tell(target, rest, changed || !repeated);
                  case CoordinatorReply.Refused(var why) -> refused(target, why);
                  case CoordinatorReply.Retired _ ->
                      refused(target, new Refusal.BatchRetired(target.batch().value()));
                });
  }

  private static CompletionStage<BulkAnswer> refused(BulkTarget target, Refusal why) {
    return CompletableFuture.completedFuture(target.refused(why));
  }

  private CompletionStage<CoordinatorReply.ToBatch> asked(BatchId batch, BatchCommand command) {
    try {
      return ports.control().apply(batch, command);
    } catch (RuntimeException e) { // one batch that cannot be asked must not end the others
      return CompletableFuture.failedFuture(e);
    }
  }
}
