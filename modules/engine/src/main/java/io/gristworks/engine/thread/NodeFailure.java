package io.gristworks.engine.thread;

/**
 * The one way in which a node that cannot go on is ended. Called from any thread, once or more
 * often; returns at once.
 */
public interface NodeFailure {
  /**
   * Something of the engine itself broke, so that nobody knows what still works: the node ends at
   * once, as if it had been killed.
   *
   * @param where what broke, for the log
   */
  void broken(String where, Throwable why);

  /**
   * The node still works, but must be started anew: it drains, leaves the cluster, and ends.
   *
   * @param why in a sentence, for the log
   */
  void restart(String why);
}
