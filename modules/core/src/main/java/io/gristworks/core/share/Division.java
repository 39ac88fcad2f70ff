package io.gristworks.core.share;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts units between those who want some: each as much as it wants, but for that none of the others
 * has less. What does not divide goes round; what nobody wants stays near those with work.
 */
final class Division {

  /**
   * What one wants.
   *
   * @param want how many units it has a use for, from 0
   * @param kept how many it was told to act on last
   * @param had how many it has had, in units times seconds
   * @param since when it began to want more than it could have
   */
  record Wish(long want, long kept, double had, long since) {}

  private final List<Wish> wishes;
  private final long[] parts;
  private final double turn;
  private long level;
  private long left;

  private Division(long total, List<Wish> wishes, double turn) {
    this.wishes = wishes;
    this.parts = new long[wishes.size()];
    this.turn = turn;
    this.left = total;
  }

  /**
   * The parts, in the order of the wishes; their sum is at most {@code total}.
   *
   * @param turn by how many units times seconds one must have had more than another before a unit
   *     goes from the one to the other only because it is its turn
   */
  static long[] of(long total, List<Wish> wishes, double turn) {
    var division = new Division(total, wishes, turn);
    var hungry = division.satisfy();
    division.goRound(hungry);
    if (hungry.isEmpty()) {
      division.spare();
    }
    return division.parts;
  }

  /** The most that anybody gets who wants more than that, before the rest goes round. */
  static long level(long total, List<Wish> wishes) {
    var division = new Division(total, wishes, 0);
    return division.satisfy().isEmpty() ? Long.MAX_VALUE : division.level;
  }

  /** Gives the modest what they want and the others the same; returns the others. */
  private List<Integer> satisfy() {
    var byWant =
        IntStream.range(0, parts.length)
            .boxed()
            .sorted(Comparator.comparingLong(at -> wishes.get(at).want))
            .toList();
    int modest = 0;
    for (; modest < byWant.size(); modest++) {
      level = left / (byWant.size() - modest);
      int at = byWant.get(modest);
      if (wishes.get(at).want > level) {
        break;
      }
      parts[at] = wishes.get(at).want;
      left -= parts[at];
    }
    var hungry = new ArrayList<>(byWant.subList(modest, byWant.size()));
    for (int at : hungry) {
      parts[at] = level;
      left -= level;
    }
    return hungry;
  }

  private void goRound(List<Integer> hungry) {
    hungry.sort(
        Comparator.<Integer>comparingDouble(this::score)
            .thenComparingLong(at -> wishes.get(at).since));
    for (int at : hungry.subList(0, (int) Math.min(left, hungry.size()))) {
      parts[at]++;
      left--;
    }
  }

  /** Who has a unit keeps it for a while, lest it travels more than it is used. */
  private double score(int at) {
    var wish = wishes.get(at);
    return wish.kept > level ? wish.had - turn : wish.had;
  }

  private void spare() {
    var active = IntStream.range(0, parts.length).filter(at -> wishes.get(at).want > 0).toArray();
    keep(active.length > 0 ? active : IntStream.range(0, parts.length).toArray());
    for (int place = 0; place < active.length; place++) {
      long share = left / (active.length - place);
      parts[active[place]] += share;
      left -= share;
    }
  }

  private void keep(int[] who) {
    for (int at : who) {
      long more = Math.clamp(wishes.get(at).kept - parts[at], 0, left);
      parts[at] += more;
      left -= more;
    }
  }
}
