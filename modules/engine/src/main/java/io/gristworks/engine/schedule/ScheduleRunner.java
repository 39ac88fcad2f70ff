package io.gristworks.engine.schedule;

import io.gristworks.core.schedule.OverlapRule;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.ScheduleDecisions;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.store.schedule.ScheduleStore;
import io.gristworks.store.schedule.ScheduleStore.RunRow;
import io.gristworks.store.schedule.ScheduleStore.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does for one schedule what is to be done now: submits what was decided on, decides on what is
 * due, and submits that. Blocks; for any number of threads, and safe though another does the same.
 */
final class ScheduleRunner {
  /** So long the gateway that a user asked is left to submit the run itself. */
  static final Duration OF_THE_GATEWAY = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ScheduleRunner.class);

  private final SchedulePorts ports;

  ScheduleRunner(SchedulePorts ports) {
    this.ports = ports;
  }

  /**
   * Does what is to be done.
   *
   * @return when it is due next, as far as is known; null where it is not
   * @throws RuntimeException if something does not answer; to be tried again
   */
  @Nullable Instant run(Schedule schedule) {
    var rows =
        ports.store().runs(schedule.id(), ScheduleStore.RUNS_KEPT + ScheduleDecisions.MADE_UP_MOST);
    finish(schedule, rows);
    var now = ports.clock().instant();
    boolean goesOn = schedule.plan().overlap() != OverlapRule.ALLOW && oneGoesOn(rows);
    var decision = ScheduleDecisions.decide(schedule, goesOn, now);
    if (decision == null) {
      return schedule.standing().nextDue();
    }
    if (!ports.store().settle(schedule, decision.next(), decision.runs(), now)) {
      LOG.debug("somebody else has decided: schedule={}", schedule.id());
      return null;
    }
    ScheduleMeters.decided(decision);
    var earlier =
        new ArrayList<ScheduledRun>(rows.stream().filter(this::mayGoOn).map(RunRow::run).toList());
    for (var run : decision.runs()) {
      submit(schedule, run, earlier);
      earlier.add(run);
    }
    return decision.next().nextDue();
  }

  /** Submits what was decided on and, as far as is known, not submitted; the oldest first. */
  private void finish(Schedule schedule, List<RunRow> rows) {
    var giveUp = ports.clock().instant().minus(OF_THE_GATEWAY);
    for (int at = rows.size() - 1; at >= 0; at--) {
      var row = rows.get(at);
      boolean othersTask = row.run().isTriggered() && row.decidedAt().isAfter(giveUp);
      if (row.state() == RunState.DECIDED && !othersTask) {
        var earlier = rows.subList(at + 1, rows.size()).stream().filter(this::mayGoOn);
        submit(schedule, row.run(), earlier.map(RunRow::run).toList());
      }
    }
  }

  private boolean mayGoOn(RunRow row) {
    return !row.hasEnded();
  }

  /** The coordinator knows best: a row of the lists may be late, or purged. */
  private boolean oneGoesOn(List<RunRow> rows) {
    return rows.stream()
        .filter(this::mayGoOn)
        .anyMatch(
            row -> row.state() == RunState.DECIDED || ports.batches().goesOn(row.run().batch()));
  }

  private void submit(Schedule schedule, ScheduledRun run, List<ScheduledRun> earlier) {
    if (schedule.plan().overlap() == OverlapRule.CANCEL && !run.isTriggered()) {
      var because = "the next run of schedule " + schedule.name() + " is due";
      earlier.forEach(each -> ports.batches().cancel(each.batch(), because));
    }
    var batch = ports.store().batch(schedule.id());
    if (batch.isEmpty()) {
      return; // deleted meanwhile
    }
    var result = ports.submitter().submit(run, batch.get());
    ports.store().settle(run, result);
    switch (result) {
      case SubmitResult.Accepted _ -> {
        ScheduleMeters.submitted(Duration.between(run.due(), ports.clock().instant()));
        LOG.info("submitted: schedule={} due={} batch={}", schedule.id(), run.due(), run.batch());
      }
      case SubmitResult.Refused(var why) -> {
        ScheduleMeters.refused();
        LOG.warn("refused: schedule={} due={} why={}", schedule.id(), run.due(), why);
      }
    }
  }
}
