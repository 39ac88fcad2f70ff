package io.gristworks.core.simulated;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.Map;

/** What coordinator and nodes write to each other. */
sealed interface Letter {
  /** Whom it comes from or goes to, beside the coordinator. */
  String node();

  /** From a node. */
  sealed interface ToCoordinator extends Letter {}

  /** To a node. */
  sealed interface ToNode extends Letter {}

  record Report(String node, long number, List<JobReport> jobs) implements ToCoordinator {}

  record Holding(String node, List<Held> leases) implements ToCoordinator {}

  record Held(long number, int job, TaskSet tasks, int unstarted) {}

  record GaveBack(String node, long lease, int job, TaskSet tasks) implements ToCoordinator {}

  record Granted(String node, LeaseGrant lease) implements ToNode {}

  record Acknowledged(String node, long number, Map<Integer, TaskSet> refused) implements ToNode {}

  record GiveBack(String node, long lease, int keep) implements ToNode {}

  record Drop(String node, List<Integer> jobs) implements ToNode {}
}
