package io.gristworks.store.bytes;

import java.nio.charset.StandardCharsets;

/** Reads, within bounds, what a {@link ByteSink} wrote. One thread. */
public final class ByteSource {
  private final byte[] bytes;
  private final int end;
  private int position;

  /** The bytes from {@code start} inclusive to {@code end} exclusive. */
  public ByteSource(byte[] bytes, int start, int end) {
    if (start < 0 || start > end || end > bytes.length) {
      throw new CorruptBytes("no range of " + bytes.length + " bytes: " + start + ".." + end);
    }
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Where the next byte lies. */
  public int position() {
    return position;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  /** Passes over {@code length} bytes. */
  public void skip(int length) {
    require(length);
    position += length;
  }

  /** The next byte. */
  public byte next() {
    require(1);
    return bytes[position++];
  }

  /** The next four bytes as a number. */
  public int nextInt() {
    require(4);
    int value = 0;
    for (int at = 0; at < 4; at++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /** The next number as {@link ByteSink#putVarint} wrote it. */
  public long nextVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = next();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new CorruptBytes("a number of more than 64 bits before byte " + position);
  }

  /** The next number, which must be 0 to {@code max} inclusive. */
  public int nextUpTo(int max) {
    long value = nextVarint();
    if (value < 0 || value > max) {
      throw new CorruptBytes(
          "the number " + value + " before byte " + position + " is not 0 to " + max);
    }
    return (int) value;
  }

  /** The next {@code length} bytes as text. */
  public String nextText(int length) {
    require(length);
    var text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private void require(int length) {
    if (length < 0 || length > end - position) {
      throw new CorruptBytes(
          "the bytes end at " + end + ", wanted " + length + " from " + position);
    }
  }
}
