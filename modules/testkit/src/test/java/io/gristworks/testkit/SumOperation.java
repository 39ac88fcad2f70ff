package io.gristworks.testkit;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.Traits;

/** An operation that adds up the numbers of other jobs. */
final class SumOperation implements Operation<NoParameters, Long, SumOperation.Total> {

  /** What came together. */
  record Total(long numbers, long sum) {}

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public String description() {
    return "Adds up what other jobs give.";
  }

  @Override
  public Class<NoParameters> parametersType() {
    return NoParameters.class;
  }

  @Override
  public Class<Long> inputType() {
    return Long.class;
  }

  @Override
  public Traits traits() {
    return Traits.waiting();
  }

  @Override
  public boolean reduces() {
    return true;
  }

  @Override
  public Handler<Long, Total> open(NoParameters none, NodeContext context) {
    ReduceHandler<Long, Total> adding =
        (results, _) -> {
          long numbers = 0;
          long sum = 0;
          for (var each : results) {
            numbers++;
            sum += each.value();
          }
          return new Total(numbers, sum);
        };
    return adding;
  }
}
