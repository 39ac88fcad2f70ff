package io.gristworks.operations.symbolscan.formula;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads formulas that share one set of named parameters. Immutable; for use by many threads. */
public final class Formulas {
  /** The longest formula, in characters, inclusive. */
  public static final int LONGEST_TEXT = 4_096;

  /** The deepest tree of a formula, inclusive; a sum of n terms is n - 1 deep. */
  public static final int DEEPEST_TREE = 256;

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z_0-9]{0,63}");
  private static final Set<String> OPERATORS = Set.of("and", "or", "not");

  private final Map<String, Double> parameters;

  /**
   * Formulas in which the keys of {@code parameters} stand for their values.
   *
   * @param parameters names for which {@link #isFreeName} holds, with finite values
   */
  public Formulas(Map<String, Double> parameters) {
    this.parameters = Map.copyOf(parameters);
  }

  /** Whether a parameter may have that name: {@code [a-z_][a-z_0-9]*}, 1 to 64, not taken. */
  public static boolean isFreeName(String name) {
    return NAME.matcher(name).matches()
        && !OPERATORS.contains(name)
        && Function.named(name).isEmpty()
        && price(name).isEmpty();
  }

  /**
   * Reads a text that must be a condition.
   *
   * @throws FormulaProblem the first thing that is wrong with it
   */
  public Logical condition(String text) throws FormulaProblem {
    var tree = FormulaText.parse(text);
    return shallow(new FormulaReader(this).condition(tree));
  }

  /**
   * Reads a text that must be a number.
   *
   * @throws FormulaProblem the first thing that is wrong with it
   */
  public Numeric number(String text) throws FormulaProblem {
    var tree = FormulaText.parse(text);
    return shallow(new FormulaReader(this).number(tree));
  }

  Map<String, Double> parameters() {
    return parameters;
  }

  /** All names that may stand without parentheses. */
  Set<String> names() {
    var names = new TreeSet<>(parameters.keySet());
    Arrays.stream(Numeric.Price.values()).map(Numeric.Price::toString).forEach(names::add);
    return names;
  }

  /** All names that need parentheses. */
  static List<String> functions() {
    return Arrays.stream(Function.values()).map(Function::word).toList();
  }

  static Optional<Numeric.Price> price(String name) {
    return Arrays.stream(Numeric.Price.values())
        .filter(price -> price.toString().equals(name))
        .findFirst();
  }

  private static <E extends Expression> E shallow(E read) throws FormulaProblem {
    int depth = read.depth();
    if (depth > DEEPEST_TREE) {
      throw new FormulaProblem(
          1,
          1,
          "the formula is %,d levels deep, at most %d are allowed".formatted(depth, DEEPEST_TREE));
    }
    return read;
  }
}
