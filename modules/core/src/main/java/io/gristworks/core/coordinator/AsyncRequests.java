package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.task.InputPart;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What others do for a batch that changes nothing until they are back: making results of one job
 * tasks of another, and looking whether batches that are waited for have ended. Each request is
 * sent once at a time, and again some time after it has failed.
 */
final class AsyncRequests {
  /** So that neither an upload nor what must be read for it grows with the job. */
  private static final int SEGMENTS_MAX = 64;

  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private final Batch batch;
  private final Map<Integer, Instant> derivedNotBefore = new HashMap<>();
  private final Map<String, Instant> askedNotBefore = new HashMap<>();

  AsyncRequests(Batch batch) {
    this.batch = batch;
  }

  /** Adds the requests that are to be sent now. */
  void send(List<CoordinatorEffect> effects, Instant now) {
    if (!batch.exists() || batch.isFinished()) {
      return;
    }
    for (int at = 0; at < batch.jobs().size(); at++) {
      int job = at;
      batch
          .feed(job)
          .filter(_ -> !now.isBefore(derivedNotBefore.getOrDefault(job, Instant.MIN)))
          .ifPresent(
              feed -> {
                derivedNotBefore.put(job, Instant.MAX);
                effects.add(new CoordinatorEffect.Derive(job, bounded(feed)));
              });
    }
    for (var other : batch.awaits()) {
      if (!now.isBefore(askedNotBefore.getOrDefault(other, Instant.MIN))) {
        askedNotBefore.put(other, now.plus(ASK_EVERY));
        effects.add(new CoordinatorEffect.AskEnd(other));
      }
    }
  }

  /**
   * What a coordinator has done first that takes a batch over. All uploads are adopted anew:
   * whoever was to do so may have died before.
   */
  List<CoordinatorEffect> first() {
    var uploads =
        batch.jobs().stream()
            .flatMap(job -> job.inputs().stream())
            .filter(part -> part.tasks() > 0)
            .map(InputPart::upload)
            .toList();
    return List.of(new CoordinatorEffect.FindNodes(), new CoordinatorEffect.AdoptUploads(uploads));
  }

  /**
   * The adoptions that follow from events. What a gateway has uploaded the gateway adopts; of what
   * was derived nobody else knows.
   */
  static List<CoordinatorEffect> adoptions(List<BatchEvent> events) {
    var uploads =
        events.stream()
            .filter(BatchEvent.TasksDerived.class::isInstance)
            .map(event -> ((BatchEvent.TasksDerived) event).part())
            .filter(part -> part.tasks() > 0)
            .map(InputPart::upload)
            .toList();
    return uploads.isEmpty() ? List.of() : List.of(new CoordinatorEffect.AdoptUploads(uploads));
  }

  private static ResultFeed bounded(ResultFeed feed) {
    return new ResultFeed(
        feed.source(), feed.from(), Math.min(feed.end(), feed.from() + SEGMENTS_MAX));
  }

  /** A derivation has been stored. */
  void derived(int job) {
    derivedNotBefore.remove(job);
  }

  /** A derivation has failed. */
  void failed(int job, Instant now) {
    derivedNotBefore.put(job, now.plus(AGAIN_AFTER));
  }
}
