package io.gristworks.operations.bulkembed;

import java.nio.FloatBuffer;

/** Reckoning with vectors; in double precision, for sums of many floats lose digits. */
final class Vectors {
  private Vectors() {}

  /** Adds {@code rows * sum.length} numbers, row after row, to {@code sum}. */
  static void addRows(FloatBuffer rows, double[] sum) {
    while (rows.hasRemaining()) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += rows.get();
      }
    }
  }

  /** Each number divided by {@code by}. */
  static float[] divided(double[] vector, int by) {
    var result = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      result[i] = (float) (vector[i] / by);
    }
    return result;
  }

  /** The same direction with length 1. */
  static float[] normalized(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    double length = Math.sqrt(squares);
    var result = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      result[i] = (float) (vector[i] / length);
    }
    return result;
  }
}
