package io.gristworks.engine.worker;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** An operation made of a handler, over numbers or whatever else. */
record Given<I, O>(String name, Class<I> inputType, Traits traits, Opener<I, O> opener)
    implements Operation<NoParameters, I, O> {

  /** Opens a handler. */
  interface Opener<I, O> {
    Handler<I, O> open(NodeContext context) throws Exception;
  }

  /** Over whole numbers, waiting. */
  static <O> Given<Integer, O> numbers(String name, Handler<Integer, O> handler) {
    return new Given<>(name, Integer.class, Traits.waiting(), _ -> handler);
  }

  /** Named gated: each task counts {@code begun} down, and then waits for a permit. */
  static Given<Integer, Integer> gated(Semaphore gate, CountDownLatch begun) {
    TaskHandler<Integer, Integer> handler =
        (n, _) -> {
          begun.countDown();
          gate.acquire();
          return n;
        };
    return numbers("gated", handler);
  }

  /** Over the whole numbers that are the results of other jobs. */
  static <O> Operation<NoParameters, Integer, O> reducing(
      String name, ReduceHandler<Integer, O> handler) {
    return new Reducing<>(numbers(name, handler));
  }

  /** One that says that it reduces. */
  record Reducing<I, O>(Given<I, O> given) implements Operation<NoParameters, I, O> {
    @Override
    public String name() {
      return given.name();
    }

    @Override
    public String description() {
      return given.description();
    }

    @Override
    public Class<NoParameters> parametersType() {
      return NoParameters.class;
    }

    @Override
    public Class<I> inputType() {
      return given.inputType();
    }

    @Override
    public Traits traits() {
      return given.traits();
    }

    @Override
    public boolean reduces() {
      return true;
    }

    @Override
    public Handler<I, O> open(NoParameters parameters, NodeContext context) throws Exception {
      return given.open(parameters, context);
    }
  }

  @Override
  public String description() {
    return "Does what a test wants.";
  }

  @Override
  public Class<NoParameters> parametersType() {
    return NoParameters.class;
  }

  @Override
  public Handler<I, O> open(NoParameters parameters, NodeContext context) throws Exception {
    return opener.open(context);
  }
}
