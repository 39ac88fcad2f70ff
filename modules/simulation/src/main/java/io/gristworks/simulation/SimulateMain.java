package io.gristworks.simulation;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The simulation at will, behind {@code grist simulate}. */
@Command(
    name = "grist simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = SimulateMain.USAGE,
    description = {
      "Lives through days of a whole simulated cluster under faults, one for each seed, and",
      "checks after each step what must hold; or shows how a large one scales."
    },
    footer = {"", "Exit codes: 0 everything held, 1 a seed failed, 64 wrong usage."})
public final class SimulateMain implements Callable<Integer> {
  /** As for every command of {@code grist}. */
  static final int USAGE = 64;

  private static final List<Integer> SIZES = List.of(3, 10, 30, 100, 300, 1_000, 3_000);
  private static final int TRACE_LINES = 60;
  private static final long ENOUGH_TASKS_A_NODE = 40_000;
  private static final long SECOND = 1_000_000_000;

  @Option(names = "--seeds", defaultValue = "0", description = "how many seeds (${DEFAULT-VALUE})")
  private long seeds;

  @Option(names = "--first", defaultValue = "1", description = "the first one (${DEFAULT-VALUE})")
  private long first;

  @Option(names = "--trace", description = "lines of the trace to show of each seed")
  private @Nullable Integer trace;

  @Option(
      names = "--mutation",
      defaultValue = "NONE",
      description = "the rule to break: ${COMPLETION-CANDIDATES}")
  private Mutation mutation = Mutation.NONE;

  @Option(
      names = "--nodes",
      defaultValue = "1000",
      description = "scaling: the largest cluster (${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--tasks", defaultValue = "0", description = "scaling: tasks of the largest run")
  private long tasks;

  @Option(
      names = "--task-millis",
      defaultValue = "10",
      description = "scaling: what a task takes (${DEFAULT-VALUE})")
  private long taskMillis;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "how results are written: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private Report.Form form = Report.Form.text;

  @Spec private @Nullable CommandSpec spec;

  /** For picocli. */
  SimulateMain() {}

  /** Runs, and ends with 0 where everything held. */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new SimulateMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "picocli gives it").commandLine();
    if (seeds < 1 && tasks < 1) {
      throw new ParameterException(line, "What shall be simulated? Say --seeds N or --tasks N.");
    }
    if (nodes < 1 || taskMillis < 1) {
      throw new ParameterException(line, "--nodes and --task-millis are 1 or more.");
    }
    var report = new Report(line.getOut(), line.getErr(), form);
    long bad = seeds < 1 ? 0 : days(report);
    if (tasks > 0) {
      scale(report, line.getErr());
    }
    return bad == 0 ? 0 : 1;
  }

  private long days(Report report) {
    long bad = 0;
    long began = System.nanoTime();
    long told = began;
    double simulated = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      var outcome = Simulation.run(seed, mutation);
      simulated += outcome.simulatedSeconds();
      if (!outcome.isGood() || trace != null) {
        bad += outcome.isGood() ? 0 : 1;
        report.seed(Simulation.retrace(seed, mutation, trace == null ? TRACE_LINES : trace));
      }
      if (System.nanoTime() - told > 2 * SECOND) {
        told = System.nanoTime();
        report.soFar(seed - first + 1, seeds, bad, told - began);
      }
    }
    report.days(seeds, bad, simulated, System.nanoTime() - began);
    return bad;
  }

  private void scale(Report report, PrintWriter progress) {
    var scaling = new Scaling(progress, Duration.ofMillis(taskMillis));
    report.head();
    var sizes =
        IntStream.concat(
                SIZES.stream().mapToInt(Integer::intValue).filter(size -> size < nodes),
                IntStream.of(nodes))
            .toArray();
    for (int size : sizes) {
      // Messages a second do not depend on how long: the smaller sizes are at work for a while.
      long each = Math.min(tasks / nodes, ENOUGH_TASKS_A_NODE);
      report.row(scaling.run(first, size, size == nodes ? tasks : Math.max(1_000, each * size)));
    }
    var taskTime = Duration.ofMillis(taskMillis);
    report.pauses(
        nodes,
        PoolPause.afterDeath(first, nodes, taskTime),
        PoolPause.afterHandOver(first, nodes, taskTime));
  }
}
