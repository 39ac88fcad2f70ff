package io.gristworks.gateway.schedule;

import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.gateway.http.IdempotencyKey;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.status.BatchView;
import io.gristworks.gateway.status.JobView;
import io.gristworks.gateway.submit.StoredSubmissions;
import io.gristworks.store.schedule.ScheduleStore;
import kamon.Kamon;
import kamon.metric.Counter;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;

/**
 * Submits the runs that users ask for. Should this node die on the way, the keeper of schedules
 * submits what was decided here. Blocks; safe for many threads.
 */
final class Triggers {
  private static final Counter RUNS =
      Kamon.counter("gristworks.schedule.runs", "Batches submitted by schedules")
          .withTag("by", "trigger");

  private final ScheduleStore store;
  private final StoredSubmissions submissions;

  Triggers(ScheduleStore store, StoredSubmissions submissions) {
    this.store = store;
    this.submissions = submissions;
  }

  /**
   * The same for the same wish.
   *
   * @throws ProblemFound 422 where the caller's is none
   */
  static String key(HttpRequest request, ScheduleId fresh) {
    var key = IdempotencyKey.of(request);
    return key == null ? fresh.value() : key;
  }

  /** Submits a run that is stored already; answers as a submission of its batch would. */
  HttpResponse submit(ScheduledRun run) {
    var batch =
        store
            .batch(run.schedule())
            .orElseThrow(
                () -> new ProblemFound(Problem.notFound("the schedule was deleted meanwhile")));
    try {
      var submitted = submissions.submit(run, batch);
      store.settle(run, new SubmitResult.Accepted(submitted.repeated()));
      if (!submitted.repeated()) {
        RUNS.increment();
      }
      return created(batch.form(), submitted);
    } catch (ProblemFound e) {
      if (e.problem().status() < 500) {
        store.settle(run, new SubmitResult.Refused(e.problem().detail()));
      }
      throw e;
    }
  }

  private static HttpResponse created(StoredBatch.Form form, StoredSubmissions.Submitted made) {
    int status = made.repeated() ? 200 : 201;
    return switch (form) {
      case JOB -> {
        var view = JobView.of(made.status(), made.status().jobs().getFirst());
        yield Replies.json(status, view)
            .addHeader(Location.create(Mount.MAIN + "/jobs/" + view.id()));
      }
      case BATCH ->
          Replies.json(status, BatchView.of(made.status()))
              .addHeader(Location.create(Mount.MAIN + "/batches/" + made.status().id()));
    };
  }
}
