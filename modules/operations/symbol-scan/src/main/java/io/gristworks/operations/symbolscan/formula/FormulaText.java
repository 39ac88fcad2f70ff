package io.gristworks.operations.symbolscan.formula;

import io.gristworks.operations.symbolscan.grammar.FormulaLexer;
import io.gristworks.operations.symbolscan.grammar.FormulaParser;
import io.gristworks.operations.symbolscan.grammar.FormulaParser.ExpressionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/** From the text of a formula to its parse tree: everything that is about signs, not meaning. */
final class FormulaText {
  /**
   * Parentheses, brackets and calls within one another; the parser's recursion is bounded by it.
   */
  static final int DEEPEST_NESTING = 64;

  private static final int LONGEST_QUOTE = 20;

  private FormulaText() {}

  static ExpressionContext parse(String text) throws FormulaProblem {
    if (text.length() > Formulas.LONGEST_TEXT) {
      throw new FormulaProblem(
          1,
          1,
          "the formula has %,d characters, at most %,d are allowed"
              .formatted(text.length(), Formulas.LONGEST_TEXT));
    }
    var lexer = new FormulaLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners(); // OTHER takes every character, so the lexer has no errors
    var tokens = new CommonTokenStream(lexer);
    tokens.fill();
    checkNesting(tokens.getTokens());
    var parser = new FormulaParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstProblem());
    try {
      return parser.formula().expression();
    } catch (ParseCancellationException stopped) {
      if (stopped.getCause() instanceof FormulaProblem problem) {
        throw problem;
      }
      throw stopped;
    }
  }

  static String quoted(Token token) {
    if (token.getType() == Token.EOF) {
      return "the end of the formula";
    }
    String text = token.getText();
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST_QUOTE
        ? "'" + text + "'"
        : "'" + text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "...'";
  }

  private static void checkNesting(List<Token> tokens) throws FormulaProblem {
    int open = 0;
    for (var token : tokens) {
      switch (token.getType()) {
        case FormulaLexer.OPEN, FormulaLexer.OPEN_BRACKET -> open++;
        case FormulaLexer.CLOSE, FormulaLexer.CLOSE_BRACKET -> open--;
        default -> {}
      }
      if (open > DEEPEST_NESTING) {
        throw FormulaProblem.at(
            token, "parentheses nest more than " + DEEPEST_NESTING + " levels deep");
      }
    }
  }

  /** Stops at the first syntax error: what follows from guessing on would only confuse. */
  private static final class FirstProblem extends BaseErrorListener {
    private static final Set<Integer> RELATIONS =
        Set.of(
            FormulaParser.LESS,
            FormulaParser.LESS_EQUAL,
            FormulaParser.GREATER,
            FormulaParser.GREATER_EQUAL,
            FormulaParser.EQUAL,
            FormulaParser.NOT_EQUAL);

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object offendingSymbol,
        int line,
        int column,
        String antlrsOwnWords,
        @Nullable RecognitionException cause) {
      if (!(recognizer instanceof Parser parser)) {
        throw new IllegalStateException("not the parser: " + antlrsOwnWords);
      }
      var found = parser.getCurrentToken();
      throw new ParseCancellationException(
          FormulaProblem.at(
              found, "found " + quoted(found) + hint(found, parser.getExpectedTokens())));
    }

    private static String hint(Token found, IntervalSet expected) {
      if (expected.contains(FormulaParser.NUMBER)) {
        return ", expected a number, a name or '('";
      }
      // Something complete stands before it: ANTLR names what may close it, not what may go on.
      return RELATIONS.contains(found.getType())
          ? " after a comparison; instead of a < b < c write a < b and b < c"
          : ", expected an operator or " + expected(expected);
    }

    private static String expected(IntervalSet tokens) {
      var words = new ArrayList<String>();
      if (tokens.contains(FormulaParser.COMMA)) {
        words.add("','");
      }
      if (tokens.contains(FormulaParser.CLOSE)) {
        words.add("')'");
      }
      if (tokens.contains(FormulaParser.CLOSE_BRACKET)) {
        words.add("']'");
      }
      if (tokens.contains(Token.EOF)) {
        words.add("the end of the formula");
      }
      return String.join(" or ", words);
    }
  }
}
