package io.gristworks.core.share;

/** A queue's pool, as the divider knows it. */
final class Holder {
  final long incarnation;
  long sequence;
  boolean settled;
  long heardAt;

  /** Whether it has stopped, or its node has. */
  boolean gone;

  Holder(long incarnation) {
    this.incarnation = incarnation;
  }
}
