package io.gristworks.engine.worker;

import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What a tiny task costs a worker node, from lease to report, with a store in memory: parse 100
 * bytes to a record, call, write 50 bytes. Not a test: a figure, printed by {@code main}. Sketch: 3
 * µs a task on one core.
 */
final class HotPath {
  private static final int SEGMENT_TASKS = 2_000;
  private static final int LEASE_TASKS = 10_000;

  record Tiny(String symbol, double price, long volume, String exchange, boolean open) {}

  record Told(String symbol, double value, boolean match) {}

  private HotPath() {}

  /** Arguments: cpu or waiting; tasks; rounds. */
  public static void main(String[] arguments) throws InterruptedException {
    var traits = arguments[0].equals("cpu") ? Traits.cpuBound() : Traits.waiting();
    int tasks = Integer.parseInt(arguments[1]);
    TaskHandler<Tiny, Told> handler =
        (tiny, _) -> new Told(tiny.symbol(), tiny.price() * 2, tiny.open());
    var operation = new Given<>("tiny", Tiny.class, traits, _ -> handler);
    try (var stage = new Stage(usual -> usual.with(new Capacity(64, 2, 1)), operation)) {
      for (int segment = 0; segment * SEGMENT_TASKS < tasks; segment++) {
        int first = segment * SEGMENT_TASKS;
        stage.store.put(
            "tiny",
            segment,
            first,
            IntStream.range(first, first + SEGMENT_TASKS).mapToObj(HotPath::input).toList());
      }
      for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
        stage.store.outcomes.clear();
        run(stage, tasks, round);
      }
    }
  }

  private static String input(int task) {
    return "{\"symbol\":\"SYM%06d\",\"price\":%d.25,\"volume\":%d,\"exchange\":\"XNAS\",\"open\":%b}"
        .formatted(task, task % 500, task * 10L, task % 2 == 0);
  }

  private static void run(Stage stage, int tasks, int round) throws InterruptedException {
    var done = new CountDownLatch(tasks);
    var reports = new AtomicInteger();
    var coordinator =
        stage.kit.<CoordinatorCommand>spawn(
            Behaviors.receiveMessage(
                command -> {
                  if (command instanceof CoordinatorCommand.FromNode(_, Report report)) {
                    reports.incrementAndGet();
                    stage.acknowledge(report);
                    for (var job : report.jobs()) {
                      for (int at = job.succeeded().size(); at > 0; at--) {
                        done.countDown();
                      }
                    }
                  }
                  return Behaviors.same();
                }));
    long cpu = cpuNanos();
    long began = System.nanoTime();
    for (int first = 0; first < tasks; first += LEASE_TASKS) {
      var slices =
          IntStream.range(first / SEGMENT_TASKS, (first + LEASE_TASKS) / SEGMENT_TASKS)
              .mapToObj(at -> new InputSlice("tiny", at, at * SEGMENT_TASKS, SEGMENT_TASKS))
              .toList();
      stage.node.tell(
          new NodeCommand.FromCoordinator(
              coordinator,
              new ToNode.Lease(
                  Stage.BATCH,
                  0,
                  "job",
                  round * 1_000_000L + first,
                  TaskSet.range(first, first + LEASE_TASKS),
                  Map.of(),
                  List.copyOf(slices),
                  List.of(),
                  "tiny",
                  "{}",
                  Duration.ofSeconds(60),
                  1,
                  "default",
                  "acme",
                  0,
                  false)));
    }
    done.await();
    double wall = (System.nanoTime() - began) / 1e3 / tasks;
    System.out.printf(
        "%.2f us of wall time and %.2f us of CPU a task; %d reports, %d steals%n",
        wall, (cpuNanos() - cpu) / 1e3 / tasks, reports.get(), stage.status().stolen());
    stage.kit.stop(coordinator);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
