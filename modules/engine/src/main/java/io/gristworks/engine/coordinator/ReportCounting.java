package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.Reports;
import io.gristworks.core.lease.Dispatch;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.protocol.CoordinatorCommand.JobReport;
import io.gristworks.engine.protocol.CoordinatorCommand.Report;
import io.gristworks.engine.protocol.NodeCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reports that gathered while an event was written: counted into one event, answered after it.
 */
final class ReportCounting {
  private record Answer(Report report, Map<Integer, TaskSet> refused) {}

  private final Batch batch;
  private final Reports reports;
  private final List<Answer> answers = new ArrayList<>();

  ReportCounting(Batch batch, Dispatch dispatch, CoordinatorPorts ports) {
    this.batch = batch;
    var now = ports.clock().instant();
    this.reports =
        new Reports(
            batch,
            job -> {
              Instant started = dispatch.startedAt(job);
              return started == null ? now : started;
            },
            now,
            ports.jitter());
  }

  void count(Report report) {
    if (batch.exists()) {
      answers.add(
          new Answer(
              report, reports.count(report.jobs().stream().map(ReportCounting::part).toList())));
    }
  }

  private static Reports.JobReport part(JobReport told) {
    return new Reports.JobReport(
        told.job(),
        told.segment(),
        told.succeeded(),
        told.failures().stream()
            .map(
                failed ->
                    new Reports.Failure(
                        failed.task(),
                        failed.attempt(),
                        failed.kind(),
                        failed.message(),
                        failed.permanent()))
            .toList(),
        told.counters(),
        told.busyMicros());
  }

  Optional<BatchEvent> event() {
    return reports.event();
  }

  void acknowledge() {
    for (var answer : answers) {
      answer
          .report()
          .node()
          .actor()
          .tell(
              new NodeCommand.Acknowledged(
                  batch.id().value(), answer.report().number(), answer.refused()));
    }
  }
}
