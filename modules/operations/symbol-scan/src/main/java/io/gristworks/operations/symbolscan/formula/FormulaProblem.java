package io.gristworks.operations.symbolscan.formula;

import org.antlr.v4.runtime.Token;

/** Why a formula was refused, with the place: {@code column 7: unknown function 'smaa' ...}. */
public final class FormulaProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * One problem.
   *
   * @param line from 1
   * @param column from 1, in its line
   * @param what the sentence, with the words of the formula in single quotes
   */
  FormulaProblem(int line, int column, String what) {
    super((line > 1 ? "line " + line + ", " : "") + "column " + column + ": " + what);
    this.line = line;
    this.column = column;
  }

  static FormulaProblem at(Token token, String what) {
    return new FormulaProblem(token.getLine(), token.getCharPositionInLine() + 1, what);
  }

  /** The line of the first character that is wrong, from 1. */
  public int line() {
    return line;
  }

  /** The column of the first character that is wrong, from 1. */
  public int column() {
    return column;
  }
}
