package io.gristworks.gateway.problem;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer a JSON pointer (RFC 6901) to the place, empty for the whole; an option of the
 *     query is pointed to as if it were a field
 * @param detail what is wrong, with the value and the limit
 */
public record Fault(String pointer, String detail) {
  /** One step of a pointer, with {@code ~} and {@code /} escaped. */
  public static String step(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
