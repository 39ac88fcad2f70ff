package io.gristworks.operations.bulkembed;

/**
 * A text as a vector.
 *
 * @param vector as many numbers as {@code dimensions}; of length 1 if the job normalizes
 * @param tokens how many tokens of the text went into it
 */
@SuppressWarnings("ArrayRecordComponent") // boxed, the vector would be five times as large
public record EmbedResult(float[] vector, int dimensions, int tokens) {}
