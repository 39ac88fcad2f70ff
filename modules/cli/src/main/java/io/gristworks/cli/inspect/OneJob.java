package io.gristworks.cli.inspect;

import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/** Which job, also where a batch is named that has no other. */
final class OneJob {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "A job, a batch that has one job only, `last`, or `last.JOB`.")
  private String id = "";

  /** The job that is meant. */
  WorkId find(GristClient client, Session session) throws IOException, InterruptedException {
    return of(client, session.idOf(id));
  }

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
