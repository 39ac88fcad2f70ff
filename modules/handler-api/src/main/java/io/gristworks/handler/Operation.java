package io.gristworks.handler;

/**
 * What a job does, under a name: the door through which work of a kind enters Gristworks.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.gristworks.handler.Operation} and put the jar on the node's class path. They
 * have a public constructor without parameters, and are created once a node.
 *
 * @param <P> the job's parameters: a record, read from the job's {@code parameters} object in JSON
 *     (snake_case names; unknown names are refused)
 * @param <I> one task's input: a record, {@link String}, a boxed number, {@link java.util.List},
 *     {@link java.util.Map}, or {@code byte[]} for the JSON text itself, not parsed
 * @param <O> one task's result: whatever can be written as JSON; {@code byte[]} is taken as JSON
 *     text
 */
public interface Operation<P, I, O> {

  /** The name that jobs give as {@code operation}: 1 to 64 of {@code [a-z0-9_-]}. */
  String name();

  /** One sentence for lists and the dashboard. */
  String description();

  /** The class of the job's parameters; {@link NoParameters} where there are none. */
  Class<P> parametersType();

  /** The class of one task's input. */
  Class<I> inputType();

  /** How tasks of this operation are run unless the job says otherwise. */
  Traits traits();

  /**
   * Whether {@link #open} makes a {@link ReduceHandler}. Such an operation runs in reduce jobs, and
   * in no others; its input type is what one result of the other jobs becomes.
   */
  default boolean reduces() {
    return false;
  }

  /**
   * Checks a job's parameters when the job is submitted, before anything is stored. Called on
   * gateways, by many threads at once.
   *
   * @throws InvalidParameters with every problem found; the user sees them as a 422
   */
  default void check(P parameters) throws InvalidParameters {}

  /**
   * Checks what a worker node has for this operation, above all its settings, once and before the
   * node takes any work: a wrong setting then stops the start instead of failing each task. What
   * may come and go while the node lives, such as a service, belongs in {@link #open}.
   *
   * @param context settings and resources of this node
   * @throws Exception with a sentence that names setting, value and what is allowed; the node does
   *     not start, and says it
   */
  default void checkNode(NodeContext context) throws Exception {}

  /**
   * Makes the handler for one job on one worker node; called once a job and node, before its first
   * task there, and closed some time after its last.
   *
   * @param context settings and resources of this node
   * @throws Exception where the handler cannot be had; each task tried then fails with it, and is
   *     retried as its job says
   */
  Handler<I, O> open(P parameters, NodeContext context) throws Exception;
}
