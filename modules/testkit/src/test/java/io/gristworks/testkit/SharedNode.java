package io.gristworks.testkit;

import io.gristworks.client.JobOptions;
import io.gristworks.handler.TaskHandler;
import io.gristworks.operations.bulkembed.BulkEmbed;
import io.gristworks.operations.symbolscan.SymbolScan;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The one node that most tests here share, with four workers. */
final class SharedNode {
  static final int WORKERS = 4;
  static final ScriptedOperation SCRIPT = new ScriptedOperation();
  static final Duration LONG = Duration.ofSeconds(60);
  static final GristTest NODE =
      GristTest.node()
          .workers(WORKERS)
          .operation(SCRIPT)
          .operation(new SumOperation())
          .operation(new SymbolScan())
          .operation(new BulkEmbed())
          .setting("gristworks.engine.worker.cancel-grace", "200ms")
          .keptForTheRun();

  private SharedNode() {}

  /** Runs {@code handler} over the inputs 0 to {@code tasks - 1}. */
  static Run play(int tasks, TaskHandler<Integer, Object> handler) {
    return play(tasks, options -> options, handler);
  }

  static Run play(
      int tasks, UnaryOperator<JobOptions> options, TaskHandler<Integer, Object> handler) {
    return NODE.submit(
        options.apply(TestNode.options("script", SCRIPT.scene(handler))), numbers(tasks));
  }

  static List<Integer> numbers(int tasks) {
    return IntStream.range(0, tasks).boxed().toList();
  }
}
