package io.gristworks.handler;

import java.util.List;

/** Runs a group of tasks in one call, for operations that are much cheaper together. */
@FunctionalInterface
public non-sealed interface BulkHandler<I, O> extends Handler<I, O> {

  /**
   * Runs one attempt of each task of a group: 1 to {@code batch_size} of them.
   *
   * @param inputs the inputs, never empty
   * @param contexts the context of each, in the order of {@code inputs}
   * @return one verdict for each input, in the same order
   * @throws Exception the failure of every task of the group
   */
  List<Verdict<O>> handle(List<I> inputs, List<TaskContext> contexts) throws Exception;
}
