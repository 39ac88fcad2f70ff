package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.Workload;
import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import org.jspecify.annotations.Nullable;

/** The work that every contestant does, as an operation with a typed input and a typed result. */
final class BenchOperation
    implements Operation<NoParameters, BenchOperation.Task, Workload.Result> {
  /** The name by which jobs ask for it. */
  static final String NAME = "bench-w1";

  private final Traits traits;

  /**
   * The operation.
   *
   * @param traits whether its tasks compute or wait, which a scenario decides
   */
  BenchOperation(Traits traits) {
    this.traits = traits;
  }

  /** {@link Workload.Input} as JSON has it: most tasks say nothing of sleeping. */
  record Task(long id, String symbol, String payload, @Nullable Integer sleepMs) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Hashes a payload, and sleeps where it is told to.";
  }

  @Override
  public Class<NoParameters> parametersType() {
    return NoParameters.class;
  }

  @Override
  public Class<Task> inputType() {
    return Task.class;
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Handler<Task, Workload.Result> open(NoParameters parameters, NodeContext context) {
    TaskHandler<Task, Workload.Result> handler =
        (task, _) ->
            Workload.run(
                new Workload.Input(
                    task.id(),
                    task.symbol(),
                    task.payload(),
                    task.sleepMs() == null ? 0 : task.sleepMs()));
    return handler;
  }
}
