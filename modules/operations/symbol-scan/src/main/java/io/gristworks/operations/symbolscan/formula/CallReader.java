package io.gristworks.operations.symbolscan.formula;

import io.gristworks.operations.symbolscan.formula.Function.Argument;
import io.gristworks.operations.symbolscan.formula.Numeric.Constant;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.CallContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ExpressionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/** Reads calls of functions: which one, with how many arguments, each of its kind and bounds. */
final class CallReader {
  private final FormulaReader reader;

  CallReader(FormulaReader reader) {
    this.reader = reader;
  }

  Expression read(Token name, CallContext tree) throws FormulaProblem {
    var function = function(name);
    var written = tree.expression();
    int fewest = function.fewestArguments();
    int most = function.arguments().size();
    if (written.size() < fewest || written.size() > most) {
      throw FormulaProblem.at(
          name,
          "%s takes %s, found %d; expected %s"
              .formatted(function.word(), amount(fewest, most), written.size(), function.usage()));
    }
    var inputs = new ArrayList<Numeric>();
    var constants = new ArrayList<Double>();
    for (int i = 0; i < most; i++) {
      var argument = function.arguments().get(i);
      if (argument.kind() == Function.Kind.SERIES) {
        inputs.add(reader.number(written.get(i)));
      } else if (i < written.size()) {
        constants.add(constant(function, argument, written.get(i)));
      } else {
        constants.add(argument.fallback().orElseThrow());
      }
    }
    return built(name, function, inputs, constants);
  }

  /** A whole number of bars to look back, from 0. */
  int offset(String what, ExpressionContext tree) throws FormulaProblem {
    return (int) whole(what, tree, 0);
  }

  private static Function function(Token token) throws FormulaProblem {
    String name = token.getText().toLowerCase(Locale.ROOT);
    var function = Function.named(name);
    if (function.isPresent()) {
      return function.get();
    }
    throw FormulaProblem.at(
        token,
        Formulas.price(name).isPresent()
            ? "'" + name + "' is a price, not a function; earlier bars are written " + name + "[1]"
            : "unknown function "
                + FormulaText.quoted(token)
                + Spelling.hint(name, Formulas.functions()));
  }

  private static String amount(int fewest, int most) {
    String range = fewest == most ? Integer.toString(most) : fewest + " to " + most;
    return range + (most == 1 ? " argument" : " arguments");
  }

  private double constant(Function function, Argument argument, ExpressionContext tree)
      throws FormulaProblem {
    String what = "the " + argument.name() + " of " + function.word();
    return switch (argument.kind()) {
      case PERIOD -> whole(what, tree, 1);
      case OFFSET -> whole(what, tree, 0);
      case FACTOR -> positive(what, tree);
      case SERIES -> throw new IllegalStateException(what + " is not constant");
    };
  }

  private double whole(String what, ExpressionContext tree, int smallest) throws FormulaProblem {
    double value = constant(what, tree);
    if (value != Math.rint(value) || value < smallest || value > Function.LONGEST_PERIOD) {
      throw FormulaProblem.at(
          tree.getStart(),
          "%s must be a whole number from %d to %,d, found %s"
              .formatted(what, smallest, Function.LONGEST_PERIOD, new Constant(value)));
    }
    return value;
  }

  private double positive(String what, ExpressionContext tree) throws FormulaProblem {
    double value = constant(what, tree);
    if (value <= 0) {
      throw FormulaProblem.at(
          tree.getStart(), what + " must be above 0, found " + new Constant(value));
    }
    return value;
  }

  private double constant(String what, ExpressionContext tree) throws FormulaProblem {
    if (reader.number(tree) instanceof Constant(var value)) {
      return value;
    }
    throw FormulaProblem.at(
        tree.getStart(),
        what + " must be a number or a parameter, found something that changes from bar to bar");
  }

  private static Expression built(
      Token name, Function function, List<Numeric> inputs, List<Double> constants)
      throws FormulaProblem {
    return switch (function) {
      case CROSSES_ABOVE -> new Logical.Crossing(true, inputs.get(0), inputs.get(1));
      case CROSSES_BELOW -> new Logical.Crossing(false, inputs.get(0), inputs.get(1));
      case REF -> new Numeric.Shift(inputs.get(0), constants.get(0).intValue());
      case MACD -> {
        if (constants.get(0) >= constants.get(1)) {
          throw FormulaProblem.at(
              name,
              "the fast period of macd must be below the slow one, found %s and %s"
                  .formatted(new Constant(constants.get(0)), new Constant(constants.get(1))));
        }
        yield new Numeric.Call(function, inputs, constants);
      }
      default -> new Numeric.Call(function, inputs, constants);
    };
  }
}
