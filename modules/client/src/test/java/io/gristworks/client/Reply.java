package io.gristworks.client;

import java.util.concurrent.CountDownLatch;

/**
 * What a {@link FakeGateway} answers.
 *
 * @param breaksOff whether the connection ends before the body does
 * @param staysOpen whether the connection stays open after the body until {@code release}
 */
public record Reply(
    int status,
    String type,
    String body,
    boolean breaksOff,
    boolean staysOpen,
    CountDownLatch release) {
  /** A document. */
  public static Reply json(int status, String body) {
    return of(status, "application/json", body);
  }

  /** Lines. */
  public static Reply lines(String body) {
    return of(200, "application/x-ndjson", body);
  }

  /** A refusal. */
  public static Reply problem(int status, String title, String detail) {
    return of(
        status,
        "application/problem+json",
        """
        {"type":"urn:gristworks:%d","title":"%s","status":%d,"detail":"%s",
         "errors":[{"pointer":"/tasks/0","detail":"is odd"}]}\
        """
            .formatted(status, title, status, detail));
  }

  /** A stream of events that ends. */
  public static Reply events(String... events) {
    return of(200, "text/event-stream", String.join("", events));
  }

  /** Anything. */
  public static Reply of(int status, String type, String body) {
    return new Reply(status, type, body, false, false, new CountDownLatch(0));
  }

  /** The same, cut off in the middle. */
  public Reply cut() {
    return new Reply(status, type, body, true, false, release);
  }

  /** The same, with a connection that says no more and does not end. */
  public Reply hanging() {
    return new Reply(status, type, body, false, true, new CountDownLatch(1));
  }
}
