package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Why the server refused: {@code application/problem+json}, RFC 9457.
 *
 * @param status the HTTP status
 * @param type the problem's name, a URI; may be empty
 * @param title what kind of problem it is, in a few words
 * @param detail what is wrong this time; may be empty
 * @param errors the fields that are wrong; may be empty
 */
public record Problem(
    int status, String type, String title, String detail, List<FieldError> errors) {
  /** Copies the list. */
  public Problem {
    errors = List.copyOf(errors);
  }

  /**
   * One field that is wrong.
   *
   * @param pointer where it is in the request, an RFC 6901 JSON pointer
   * @param detail what is wrong with it
   */
  public record FieldError(String pointer, String detail) {}

  static Problem of(int status, JsonNode document) {
    var errors = new ArrayList<FieldError>();
    for (var error : document.path("errors")) {
      errors.add(new FieldError(error.path("pointer").asText(), error.path("detail").asText()));
    }
    return new Problem(
        status,
        document.path("type").asText(""),
        document.path("title").asText("HTTP " + status),
        document.path("detail").asText(""),
        errors);
  }

  /** All of it in one line. */
  public String sentence() {
    var text = new StringBuilder(title);
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    for (var error : errors) {
      text.append("; ").append(error.pointer()).append(": ").append(error.detail());
    }
    return text.append(" (HTTP ").append(status).append(')').toString();
  }
}
