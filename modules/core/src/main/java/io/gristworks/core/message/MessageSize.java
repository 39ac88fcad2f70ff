package io.gristworks.core.message;

/**
 * How large a message between nodes may be: the one place that knows. What can grow beyond is split
 * by its sender, or refused where it enters.
 */
public final class MessageSize {
  /** The largest frame that the transport takes, in bytes; anything larger it drops. */
  public static final int FRAME_BYTES = 2 << 20;

  /**
   * The most bytes of one encoded message. The rest of a frame is for addresses and wrappers of the
   * transport, and for what an estimate misses.
   */
  public static final int BYTES_MAX = FRAME_BYTES - (256 << 10);

  private MessageSize() {}
}
