package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Has results of one job stored as inputs of another, for one coordinator: it takes a while, or
 * fails, with or without leaving something behind; and the answer finds whoever asked, or nobody.
 */
final class TaskDerivation {
  private static final long USUAL_NANOS = 20_000_000;

  /** So that coordinators come and go meanwhile. */
  private static final long LONG_NANOS = 3_000_000_000L;

  private static final int SEGMENT_TASKS_MAX = 40;

  private final SimulatedCluster world;
  private final Machine machine;
  private final SimulatedCoordinator shell;
  private final RandomGenerator random;

  TaskDerivation(
      SimulatedCluster world, Machine machine, SimulatedCoordinator shell, RandomGenerator random) {
    this.world = world;
    this.machine = machine;
    this.shell = shell;
    this.random = random;
  }

  /** Stores the successes in the segments of {@code feed}, in their order. */
  void begin(int job, ResultFeed feed) {
    var source = shell.batch().jobs().get(feed.source());
    var results = List.copyOf(source.segments().subList(feed.from(), feed.end()));
    long takes = 1 + random.nextLong(random.nextInt(8) == 0 ? LONG_NANOS : USUAL_NANOS);
    machine.after(takes, () -> end(job, feed, results));
  }

  private void end(int job, ResultFeed feed, List<SegmentRef> results) {
    boolean fails = world.segments().isTroubled() && random.nextBoolean();
    if (fails && random.nextBoolean()) {
      world.note("not derived", job, feed.from(), () -> shell.ref() + " " + feed);
      shell.tellSelf(new CoordinatorInput.NotDerived(job));
      return;
    }
    var part = store(job, results);
    world.note("derived", job, part.tasks(), () -> shell.ref() + " " + part + " of " + feed);
    shell.tellSelf(
        fails ? new CoordinatorInput.NotDerived(job) : new CoordinatorInput.Derived(part, feed));
  }

  private InputPart store(int job, List<SegmentRef> results) {
    var inputs = new ArrayList<Integer>();
    for (var ref : results) {
      var outcomes = world.segments().outcomes(ref.id());
      if (outcomes == null) {
        throw new InvariantViolation("I16", "counted, but not stored: " + ref);
      }
      outcomes.succeeded().forEach(inputs::add);
    }
    if (world.mutation() == Mutation.DERIVES_ALL_BUT_ONE && inputs.size() > 1) {
      inputs.removeLast();
    }
    var segments = new ArrayList<int[]>();
    for (int from = 0; from < inputs.size(); ) {
      int end = Math.min(inputs.size(), from + random.nextInt(1, SEGMENT_TASKS_MAX + 1));
      segments.add(inputs.subList(from, end).stream().mapToInt(Integer::intValue).toArray());
      from = end;
    }
    var upload = world.segments().upload(machine, shell.id(), segments);
    return new InputPart(job, upload, segments.stream().map(each -> each.length).toList());
  }
}
