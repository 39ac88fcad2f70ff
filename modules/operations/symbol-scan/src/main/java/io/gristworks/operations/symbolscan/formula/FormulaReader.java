package io.gristworks.operations.symbolscan.formula;

import io.gristworks.operations.symbolscan.formula.Logical.Comparison.Relation;
import io.gristworks.operations.symbolscan.formula.Numeric.Arithmetic;
import io.gristworks.operations.symbolscan.formula.Numeric.Arithmetic.Operator;
import io.gristworks.operations.symbolscan.formula.Numeric.Constant;
import io.gristworks.operations.symbolscan.grammar.FormulaParser;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ComparisonContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ConjunctionContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ExpressionContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.GroupContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.LiteralContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.NegationContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.PrimaryContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ProductContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ReferenceContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ShiftedContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.SignedContext;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.SumContext;
import java.util.ArrayList;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** From the parse tree to the checked tree: names, types and bounds. */
final class FormulaReader {
  private final Formulas formulas;
  private final CallReader calls;

  FormulaReader(Formulas formulas) {
    this.formulas = formulas;
    this.calls = new CallReader(this);
  }

  Logical condition(ExpressionContext tree) throws FormulaProblem {
    return condition(read(tree), tree);
  }

  Numeric number(ExpressionContext tree) throws FormulaProblem {
    return number(read(tree), tree);
  }

  private static Logical condition(Expression read, ParserRuleContext tree) throws FormulaProblem {
    if (read instanceof Logical condition) {
      return condition;
    }
    throw FormulaProblem.at(
        tree.getStart(), "found a number, expected a condition, such as close > 10");
  }

  private static Numeric number(Expression read, ParserRuleContext tree) throws FormulaProblem {
    if (read instanceof Numeric number) {
      return number;
    }
    throw FormulaProblem.at(tree.getStart(), "found a condition, expected a number");
  }

  private Expression read(ExpressionContext tree) throws FormulaProblem {
    if (tree.conjunction().size() == 1) {
      return read(tree.conjunction(0));
    }
    var conditions = new ArrayList<Logical>();
    for (var each : tree.conjunction()) {
      conditions.add(condition(read(each), each));
    }
    return new Logical.Any(conditions);
  }

  private Expression read(ConjunctionContext tree) throws FormulaProblem {
    if (tree.negation().size() == 1) {
      return read(tree.negation(0));
    }
    var conditions = new ArrayList<Logical>();
    for (var each : tree.negation()) {
      conditions.add(condition(read(each), each));
    }
    return new Logical.All(conditions);
  }

  private Expression read(NegationContext tree) throws FormulaProblem {
    var inner = read(tree.comparison());
    if (tree.NOT().isEmpty()) {
      return inner;
    }
    var condition = condition(inner, tree.comparison());
    return tree.NOT().size() % 2 == 0 ? condition : new Logical.Not(condition);
  }

  private Expression read(ComparisonContext tree) throws FormulaProblem {
    if (tree.operator == null) {
      return read(tree.sum(0));
    }
    return new Logical.Comparison(
        relation(tree.operator),
        number(read(tree.sum(0)), tree.sum(0)),
        number(read(tree.sum(1)), tree.sum(1)));
  }

  private static Relation relation(Token operator) {
    return switch (operator.getType()) {
      case FormulaParser.LESS -> Relation.LESS;
      case FormulaParser.LESS_EQUAL -> Relation.LESS_EQUAL;
      case FormulaParser.GREATER -> Relation.GREATER;
      case FormulaParser.GREATER_EQUAL -> Relation.GREATER_EQUAL;
      case FormulaParser.EQUAL -> Relation.EQUAL;
      case FormulaParser.NOT_EQUAL -> Relation.NOT_EQUAL;
      default -> throw new IllegalStateException("no relation: " + operator);
    };
  }

  private Expression read(SumContext tree) throws FormulaProblem {
    var first = read(tree.product(0));
    if (tree.product().size() == 1) {
      return first;
    }
    var sum = number(first, tree.product(0));
    for (int i = 1; i < tree.product().size(); i++) {
      var term = tree.product(i);
      sum = combined(operator(tree, 2 * i - 1), sum, number(read(term), term));
    }
    return sum;
  }

  private Expression read(ProductContext tree) throws FormulaProblem {
    var first = read(tree.signed(0));
    if (tree.signed().size() == 1) {
      return first;
    }
    var product = number(first, tree.signed(0));
    for (int i = 1; i < tree.signed().size(); i++) {
      var factor = tree.signed(i);
      product = combined(operator(tree, 2 * i - 1), product, number(read(factor), factor));
    }
    return product;
  }

  private static Token operator(ParserRuleContext tree, int child) {
    return ((TerminalNode) tree.getChild(child)).getSymbol();
  }

  /** Two constants become one here, so that a period may be written {@code 2 * n}. */
  private static Numeric combined(Token sign, Numeric left, Numeric right) throws FormulaProblem {
    var operator =
        switch (sign.getType()) {
          case FormulaParser.PLUS -> Operator.PLUS;
          case FormulaParser.MINUS -> Operator.MINUS;
          case FormulaParser.TIMES -> Operator.TIMES;
          case FormulaParser.DIVIDED -> Operator.DIVIDED;
          default -> throw new IllegalStateException("no operator: " + sign);
        };
    if (!(left instanceof Constant(var a) && right instanceof Constant(var b))) {
      return new Arithmetic(operator, left, right);
    }
    double value = operator.of(a, b);
    if (!Double.isFinite(value)) {
      throw FormulaProblem.at(sign, left + " " + sign.getText() + " " + right + " has no value");
    }
    return new Constant(value);
  }

  private Expression read(SignedContext tree) throws FormulaProblem {
    var inner = read(tree.shifted());
    if (tree.MINUS().isEmpty()) {
      return inner;
    }
    var number = number(inner, tree.shifted());
    if (tree.MINUS().size() % 2 == 0) {
      return number;
    }
    return number instanceof Constant(var value)
        ? new Constant(-value)
        : new Arithmetic(Operator.MINUS, new Constant(0), number);
  }

  private Expression read(ShiftedContext tree) throws FormulaProblem {
    var inner = read(tree.primary());
    if (tree.expression().isEmpty()) {
      return inner;
    }
    var shifted = number(inner, tree.primary());
    for (var bars : tree.expression()) {
      shifted = new Numeric.Shift(shifted, calls.offset("the offset in brackets", bars));
    }
    return shifted;
  }

  private Expression read(PrimaryContext tree) throws FormulaProblem {
    return switch (tree) {
      case LiteralContext literal -> literal(literal.NUMBER().getSymbol());
      case GroupContext group -> read(group.expression());
      case ReferenceContext reference when reference.call() == null -> named(reference);
      case ReferenceContext call -> calls.read(call.NAME().getSymbol(), call.call());
      default -> throw new IllegalStateException("no primary: " + tree.getText());
    };
  }

  private static Constant literal(Token number) throws FormulaProblem {
    double value = Double.parseDouble(number.getText());
    if (!Double.isFinite(value)) {
      throw FormulaProblem.at(number, "the number " + FormulaText.quoted(number) + " is too large");
    }
    return new Constant(value);
  }

  private Numeric named(ReferenceContext tree) throws FormulaProblem {
    var token = tree.NAME().getSymbol();
    String name = token.getText().toLowerCase(Locale.ROOT);
    var parameter = formulas.parameters().get(name);
    if (parameter != null) {
      return new Constant(parameter);
    }
    var price = Formulas.price(name);
    if (price.isPresent()) {
      return price.get();
    }
    var function = Function.named(name);
    throw FormulaProblem.at(
        token,
        function.isPresent()
            ? "'" + name + "' is a function, expected " + function.get().usage()
            : "unknown name " + FormulaText.quoted(token) + hint(name));
  }

  private String hint(String name) {
    return Spelling.hint(name, formulas.names())
        + "; expected open, high, low, close, volume or one of the job's parameters";
  }
}
