package io.gristworks.engine.worker;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.Operation;
import io.gristworks.handler.Traits;
import io.gristworks.handler.Workshop;

/** An operation made of a handler, over numbers or whatever else. */
record Given<I, O>(String name, Class<I> inputType, Traits traits, Opener<I, O> opener)
    implements Operation<NoParameters, I, O> {

  /** Opens a handler. */
  interface Opener<I, O> {
    Handler<I, O> open(Workshop workshop) throws Exception;
  }

  /** Over whole numbers, waiting. */
  static <O> Given<Integer, O> numbers(String name, Handler<Integer, O> handler) {
    return new Given<>(name, Integer.class, Traits.waiting(), _ -> handler);
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
  public Handler<I, O> open(NoParameters parameters, Workshop workshop) throws Exception {
    return opener.open(workshop);
  }
}
