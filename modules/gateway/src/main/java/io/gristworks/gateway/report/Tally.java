package io.gristworks.gateway.report;

import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.task.TaskError;
import io.gristworks.store.segment.OutcomeBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the attempts of one job as their blocks pass by. One thread at a time. */
final class Tally {
  private static final int SLOWEST = 10;

  private final PriorityQueue<Attempt> slowest =
      new PriorityQueue<>(Comparator.comparingLong(Attempt::micros));
  private final TreeMap<String, NodeTally> nodes = new TreeMap<>();
  private final Set<Integer> sampled = new HashSet<>();
  private final Map<String, Sample> samples = new HashMap<>();
  private long attempts;
  private long failed;
  private long micros;
  private long mostMicros;

  /** What one attempt took. */
  record Attempt(int task, int attempt, boolean succeeded, long micros, String node) {}

  /** What one node did. */
  record NodeTally(long attempts, long failed, long micros) {
    private static final NodeTally NONE = new NodeTally(0, 0, 0);

    private NodeTally and(boolean succeeded, long more) {
      return new NodeTally(attempts + 1, failed + (succeeded ? 0 : 1), micros + more);
    }

    NodeTally plus(NodeTally other) {
      return new NodeTally(attempts + other.attempts, failed + other.failed, micros + other.micros);
    }
  }

  /** A failed attempt in full. */
  record Sample(int attempt, TaskError error, String node) {}

  /** Looks out for samples of these. */
  Tally(List<ErrorGroup> errors) {
    errors.forEach(group -> sampled.add(group.sampleTask()));
  }

  void add(OutcomeBlock block) {
    var node = nodes.getOrDefault(block.node(), NodeTally.NONE);
    for (int at = 0; at < block.entries(); at++) {
      boolean succeeded = block.succeeded(at);
      long took = block.micros(at);
      node = node.and(succeeded, took);
      attempts++;
      micros += took;
      mostMicros = Math.max(mostMicros, took);
      keepIfSlow(block, at, took);
      if (!succeeded) {
        failed++;
        keepIfSample(block, at);
      }
    }
    nodes.put(block.node(), node);
  }

  private void keepIfSlow(OutcomeBlock block, int at, long took) {
    var fastest = slowest.peek();
    if (slowest.size() < SLOWEST || (fastest != null && fastest.micros() < took)) {
      slowest.add(
          new Attempt(block.task(at), block.attempt(at), block.succeeded(at), took, block.node()));
      if (slowest.size() > SLOWEST) {
        slowest.remove();
      }
    }
  }

  private void keepIfSample(OutcomeBlock block, int at) {
    if (sampled.contains(block.task(at))) {
      var error = block.error(at);
      if (error != null) {
        samples.putIfAbsent(
            key(block.task(at), error.kind(), error.message()),
            new Sample(block.attempt(at), error, block.node()));
      }
    }
  }

  private static String key(int task, String kind, String message) {
    return task + "\n" + kind + "\n" + message;
  }

  /** The attempt that the group's sample is; null where no block told of it. */
  @Nullable Sample sample(ErrorGroup group) {
    return samples.get(key(group.sampleTask(), group.kind(), group.sampleMessage()));
  }

  /** Those that took longest, the longest first. */
  List<Attempt> slowest() {
    var all = new ArrayList<>(slowest);
    all.sort(Comparator.comparingLong(Attempt::micros).reversed());
    return all;
  }

  Map<String, NodeTally> nodes() {
    return nodes;
  }

  long attempts() {
    return attempts;
  }

  long failed() {
    return failed;
  }

  long micros() {
    return micros;
  }

  long mostMicros() {
    return mostMicros;
  }
}
