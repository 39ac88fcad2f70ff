package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.Reports;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorEffect.TellSelf;
import io.gristworks.core.coordinator.CoordinatorInput.CountReports;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Gathers the reports that come while one event is written, and counts them in the next. */
final class ReportCollector {
  private final Batch batch;
  private final TaskDispatch dispatch;
  private final RandomGenerator jitter;
  private final List<Gathered> gathered = new ArrayList<>();

  private record Gathered(String node, Report report) {}

  ReportCollector(Batch batch, TaskDispatch dispatch, RandomGenerator jitter) {
    this.batch = batch;
    this.dispatch = dispatch;
    this.jitter = jitter;
  }

  Transition gather(String node, Report report) {
    gathered.add(new Gathered(node, report));
    return Transition.of(
        gathered.size() == 1 ? List.of(new TellSelf(new CountReports())) : List.of());
  }

  /** All that have been gathered, as one event and an acknowledgement for each. */
  Transition count(Now now) {
    var reports = List.copyOf(gathered);
    gathered.clear();
    if (!batch.exists()) {
      return Transition.of(reports.stream().map(this::refusedWhole).toList());
    }
    var counting = counting(now);
    var answers = new ArrayList<CoordinatorEffect>();
    for (var report : reports) {
      answers.add(acknowledged(report, counting.count(report.report.jobs()), dispatch.nodeCount()));
    }
    return counting
        .event()
        .map(event -> new Transition(List.of(event), answers))
        .orElseGet(() -> Transition.of(answers));
  }

  /** What is stored and was not reported: as one event, where there is anything to count. */
  Optional<BatchEvent> count(List<StoredReport> stored, Now now) {
    var counting = counting(now);
    stored.forEach(counting::count);
    return counting.event();
  }

  private Reports counting(Now now) {
    return new Reports(batch, job -> startedAt(job, now.wall()), now.wall(), jitter);
  }

  private Instant startedAt(int job, Instant now) {
    var started = dispatch.startedAt(job);
    return started == null ? now : started;
  }

  /** There is no such batch, and never will be: its node must not tell of it for ever. */
  private CoordinatorEffect refusedWhole(Gathered report) {
    var refused = new TreeMap<Integer, TaskSet>();
    for (var part : report.report.jobs()) {
      var told = part.succeeded().bits().clone();
      part.failures().forEach(failure -> told.add(failure.task()));
      refused.merge(part.job(), TaskSet.owning(told), TaskSet::or);
    }
    return acknowledged(report, refused, 0);
  }

  private CoordinatorEffect acknowledged(
      Gathered report, Map<Integer, TaskSet> refused, int nodes) {
    long number = report.report.number();
    return new SendToNode(
        report.node, new Acknowledged(batch.id().value(), number, refused, nodes));
  }
}
