package io.gristworks.core.bulk;

/** What a bulk operation does with each batch: the same as the control of one batch. */
public enum BulkAction {
  /** Hand out nothing more. */
  PAUSE,
  /** Go on. */
  RESUME,
  /** End it. */
  CANCEL,
  /** Try failed tasks again. */
  RETRY,
  /** Another priority, other limits, another deadline. */
  CHANGE
}
