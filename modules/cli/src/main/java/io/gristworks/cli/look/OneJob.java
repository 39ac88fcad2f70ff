package io.gristworks.cli.look;

import io.gristworks.cli.session.UsageError;
import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import java.io.IOException;

/** The job that is meant where a batch is named. */
final class OneJob {
  private OneJob() {}

  /** {@code work} itself, or the only job of that batch. */
  static WorkId of(GristClient client, WorkId work) throws IOException, InterruptedException {
    if (work.isJob()) {
      return work;
    }
    var jobs = client.status(work).jobs();
    if (jobs.size() != 1) {
      var names = jobs.stream().map(job -> work.job(job.name()).value()).toList();
      throw new UsageError("say which job of " + work + ": " + String.join(", ", names));
    }
    return work.job(jobs.getFirst().name());
  }
}
