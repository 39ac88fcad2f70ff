package io.gristworks.store.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end; kept and used again, so that a task costs no object. One thread. */
public final class ByteSink {
  private byte[] bytes;
  private int size;

  /** Empty, with room for {@code capacity} bytes; more room comes by itself. */
  public ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** The bytes themselves, valid up to {@link #size} and until the next {@code put}. */
  public byte[] array() {
    return bytes;
  }

  /** Forgets all bytes from {@code size} on, which is at most {@link #size}. */
  public void truncate(int size) {
    if (size < 0 || size > this.size) {
      throw new IndexOutOfBoundsException("cannot cut " + this.size + " bytes to " + size);
    }
    this.size = size;
  }

  /** Adds one byte. */
  public void put(byte value) {
    ensureRoom(1);
    bytes[size++] = value;
  }

  /** Adds {@code length} bytes of {@code source} from {@code offset} on. */
  public void put(byte[] source, int offset, int length) {
    ensureRoom(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** Adds all that is in {@code other}. */
  public void put(ByteSink other) {
    put(other.bytes, 0, other.size);
  }

  /** Adds four bytes, the highest first. */
  public void putInt(int value) {
    ensureRoom(4);
    bytes[size++] = (byte) (value >>> 24);
    bytes[size++] = (byte) (value >>> 16);
    bytes[size++] = (byte) (value >>> 8);
    bytes[size++] = (byte) value;
  }

  /** Adds a number, 7 bits a byte, the lowest first; 1 byte below 128, 10 for a negative one. */
  public void putVarint(long value) {
    ensureRoom(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /**
   * Adds text as UTF-8, without its length. Plain ASCII, which ids mostly are, makes no object.
   *
   * @return how many bytes it took
   */
  public int putText(String text) {
    int length = text.length();
    ensureRoom(length);
    for (int at = 0; at < length; at++) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        put(encoded, 0, encoded.length);
        return encoded.length;
      }
      bytes[size + at] = (byte) c;
    }
    size += length;
    return length;
  }

  private void ensureRoom(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}
