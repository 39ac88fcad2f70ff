package io.gristworks.bench.gristworks;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** The inputs of a job, one a line, made while they are read: no submission is ever whole. */
final class NdjsonInputs extends InputStream {
  private static final int BLOCK = 16 * 1024;

  private final int count;
  private final IntFunction<String> input;
  private final StringBuilder block = new StringBuilder(BLOCK + 256);
  private byte[] bytes = {};
  private int at;
  private int next;

  NdjsonInputs(int count, IntFunction<String> input) {
    this.count = count;
    this.input = input;
  }

  @Override
  public int read() {
    return isOver() ? -1 : bytes[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (isOver()) {
      return -1;
    }
    int copied = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, into, offset, copied);
    at += copied;
    return copied;
  }

  /** Makes the next lines where the last are used up; true if there are none. */
  private boolean isOver() {
    if (at < bytes.length) {
      return false;
    }
    block.setLength(0);
    while (next < count && block.length() < BLOCK) {
      block.append(input.apply(next)).append('\n');
      next++;
    }
    bytes = block.toString().getBytes(StandardCharsets.ISO_8859_1); // the inputs are ASCII
    at = 0;
    return bytes.length == 0;
  }
}
