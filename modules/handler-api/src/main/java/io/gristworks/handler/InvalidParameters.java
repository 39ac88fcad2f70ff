package io.gristworks.handler;

import java.util.List;

/** A job's parameters that cannot be accepted, with every reason found. */
public final class InvalidParameters extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * One reason.
   *
   * @param pointer a JSON pointer (RFC 6901) into the parameters, such as {@code /formula}
   * @param message what is wrong, naming the value and the limit
   */
  public record Problem(String pointer, String message) implements java.io.Serializable {}

  @SuppressWarnings("serial") // what List.copyOf gives is serializable
  private final List<Problem> problems;

  /** Refuses for several reasons, at least one. */
  public InvalidParameters(List<Problem> problems) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
  }

  /** Refuses for one reason. */
  public InvalidParameters(String pointer, String message) {
    this(List.of(new Problem(pointer, message)));
  }

  /** The reasons, in the order found. */
  public List<Problem> problems() {
    return problems;
  }
}
