package io.gristworks.gateway.submit;

import java.time.Duration;

/**
 * Bounds of what is submitted; beyond them a request is refused with the limit in the message.
 *
 * @param inlineBytes the longest JSON body, which is held in memory
 * @param inlineBytesTogether the most bytes of JSON bodies held at any one time; requests beyond
 *     are asked to come back
 * @param streamBytes the longest NDJSON or CSV body, which is not held
 * @param taskBytes the longest single task
 * @param fieldBytes the longest {@code parameters}, {@code labels} or other option
 * @param tasksOfJob the most tasks of one request for one job
 * @param jobsOfBatch the most jobs of one batch
 * @param uploadWithin the longest time from the first stored segment of an upload to its
 *     submission; must be shorter than the age at which orphans are collected
 * @param quietWithin how long a body may bring nothing before its connection is given up
 */
public record Limits(
    int inlineBytes,
    long inlineBytesTogether,
    long streamBytes,
    int taskBytes,
    int fieldBytes,
    int tasksOfJob,
    int jobsOfBatch,
    Duration uploadWithin,
    Duration quietWithin) {
  /** What one machine bears. */
  public static final Limits DEFAULT =
      new Limits(
          64 << 20,
          256L << 20,
          16L << 30,
          1 << 20,
          64 << 10,
          10_000_000,
          1_000,
          Duration.ofMinutes(30),
          Duration.ofSeconds(60));

  /** Checks the bounds. */
  public Limits {
    if (inlineBytes < 1 || inlineBytesTogether < inlineBytes || streamBytes < 1) {
      throw new IllegalArgumentException(
          "limits of bodies must be positive, and all inline bodies together have room for one: "
              + inlineBytes
              + ", "
              + inlineBytesTogether
              + ", "
              + streamBytes);
    }
    if (taskBytes < 1 || fieldBytes < 1 || tasksOfJob < 1 || jobsOfBatch < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
