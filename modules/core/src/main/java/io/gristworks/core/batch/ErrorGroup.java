package io.gristworks.core.batch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * Failures of one cause, as far as their kind and what their messages have in common tell.
 *
 * @param kind the kind
 * @param count how many attempts failed so
 * @param sampleTask the first task that did
 * @param sampleMessage and what it said, in full
 * @param pattern the message with numbers, names and the like folded; empty where the kind alone
 *     tells
 * @param firstSeen when an attempt was first counted here
 * @param lastSeen when the last one was
 */
public record ErrorGroup(
    String kind,
    long count,
    int sampleTask,
    String sampleMessage,
    String pattern,
    Instant firstSeen,
    Instant lastSeen) {
  /** The kind of the group of all that found no room in a group of their own. */
  public static final String OTHER = "other";

  /** The kind of tasks that took their nodes down. */
  public static final String POISON = "poison";

  /** A short name for it, the same wherever the same kind and pattern are met. */
  public String id() {
    if (pattern.isEmpty()) {
      return kind;
    }
    var sum = new CRC32();
    sum.update((kind + '\n' + pattern).getBytes(StandardCharsets.UTF_8));
    return kind + "-" + String.format("%08x", sum.getValue());
  }

  /** Both together; the sample stays the earlier one's. */
  public ErrorGroup plus(ErrorGroup later) {
    return new ErrorGroup(
        kind, count + later.count, sampleTask, sampleMessage, pattern, firstSeen, later.lastSeen);
  }

  /** The same among those without a group of their own. */
  ErrorGroup other() {
    return new ErrorGroup(OTHER, count, sampleTask, sampleMessage, "", firstSeen, lastSeen);
  }
}
