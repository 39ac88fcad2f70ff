package io.gristworks.engine.worker;

import io.gristworks.core.batch.Reports;
import io.gristworks.engine.protocol.CoordinatorCommand.FailedAttempt;
import io.gristworks.engine.protocol.CoordinatorCommand.JobReport;
import java.util.List;

/** Reports as they travel. */
final class ReportForms {
  private ReportForms() {}

  static List<JobReport> of(List<Reports.JobReport> jobs) {
    return jobs.stream().map(ReportForms::of).toList();
  }

  private static JobReport of(Reports.JobReport job) {
    var failures =
        job.failures().stream()
            .map(
                it ->
                    new FailedAttempt(
                        it.task(), it.attempt(), it.kind(), it.message(), it.permanent()))
            .toList();
    return new JobReport(
        job.job(), job.segment(), job.succeeded(), failures, job.counters(), job.busyMicros());
  }
}
