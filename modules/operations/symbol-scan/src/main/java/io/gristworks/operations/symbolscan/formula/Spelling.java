package io.gristworks.operations.symbolscan.formula;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant. */
final class Spelling {
  private Spelling() {}

  /** {@code "; did you mean 'x'?"} where a known word is near, else nothing. */
  static String hint(String found, Collection<String> known) {
    return nearest(found, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  private static Optional<String> nearest(String found, Collection<String> known) {
    int farthest = found.length() <= 3 ? 1 : 2;
    return known.stream()
        .filter(word -> distance(found, word) <= farthest)
        .min(
            Comparator.comparingInt((String word) -> distance(found, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Letters to add, drop, change or swap with their neighbour, to make one word the other. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int step(int[][] cost, String from, String to, int i, int j) {
    int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
    int best = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
