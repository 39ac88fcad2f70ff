package io.gristworks.simulation;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The simulation at will, behind {@code grist simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lives through days of a whole simulated cluster under faults, one for each seed, and",
      "checks after each step what must hold; or shows how a large one scales."
    })
public final class SimulateMain implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(3, 10, 30, 100, 300, 1_000, 3_000);
  private static final int TRACE_LINES = 60;
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

  @Spec private @Nullable CommandSpec spec;

  /** For picocli. */
  SimulateMain() {}

  /** Runs, and ends with 0 where everything held. */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new SimulateMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (spec == null || (seeds == 0 && tasks == 0)) {
      throw new IllegalStateException("--seeds or --tasks: what shall be simulated?");
    }
    var out = spec.commandLine().getOut();
    long bad = seeds == 0 ? 0 : days(out);
    if (tasks > 0) {
      scale(out);
    }
    out.flush();
    return bad == 0 ? 0 : 1;
  }

  private long days(PrintWriter out) {
    long bad = 0;
    long began = System.nanoTime();
    long told = began;
    double simulated = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      var outcome = Simulation.run(seed, mutation);
      simulated += outcome.simulatedSeconds();
      if (!outcome.isGood() || trace != null) {
        bad += outcome.isGood() ? 0 : 1;
        show(out, Simulation.retrace(seed, mutation, trace == null ? TRACE_LINES : trace));
      }
      if (System.nanoTime() - told > 10 * SECOND) {
        told = System.nanoTime();
        progress(out, seed - first + 1, bad, simulated, told - began);
      }
    }
    progress(out, seeds, bad, simulated, System.nanoTime() - began);
    return bad;
  }

  private static void progress(PrintWriter out, long done, long bad, double simulated, long nanos) {
    out.printf(
        Locale.ROOT,
        "%d seeds, %d failed: %.1f simulated hours in %.1f s%n",
        done,
        bad,
        simulated / 3_600,
        nanos / 1e9);
    out.flush();
  }

  private static void show(PrintWriter out, Outcome outcome) {
    outcome.trace().forEach(out::println);
    var broken = outcome.broken();
    out.printf(
        Locale.ROOT,
        "seed %d at commit %s: %s, hash %016x, %d steps, %.1f simulated s%n",
        outcome.seed(),
        Commit.here(),
        broken == null ? "good" : broken,
        outcome.hash(),
        outcome.steps(),
        outcome.simulatedSeconds());
  }

  private void scale(PrintWriter out) {
    var scaling = new Scaling(out, Duration.ofMillis(taskMillis));
    scaling.head();
    var sizes =
        IntStream.concat(
                SIZES.stream().mapToInt(Integer::intValue).filter(size -> size < nodes),
                IntStream.of(nodes))
            .toArray();
    for (int size : sizes) {
      // As much for each node, so that each size is at work for as long.
      scaling.print(scaling.run(first, size, Math.max(1_000, tasks / nodes * size)));
    }
  }
}
