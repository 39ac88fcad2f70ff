package io.gristworks.handler;

/**
 * Runs the tasks of one job on one worker node. Called by several threads at once; {@link #close}
 * is called once, when no call is under way.
 */
public sealed interface Handler<I, O> extends AutoCloseable
    permits TaskHandler, BulkHandler, ReduceHandler {

  /** Gives back what the handler holds. */
  @Override
  default void close() {}
}
