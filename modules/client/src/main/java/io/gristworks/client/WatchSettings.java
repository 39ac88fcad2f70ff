package io.gristworks.client;

import java.time.Duration;

/**
 * How a watcher keeps its connection.
 *
 * @param timeout how long to watch at most
 * @param patience how long the server may be away before the watcher gives up: long enough for a
 *     node to be restarted, since no work is lost by that
 * @param quietAtMost how long a stream may be silent before it is held for dead
 * @param pauseMin the first pause before a reconnect; it doubles up to {@code pauseMax}
 * @param pauseMax the longest pause
 */
public record WatchSettings(
    Duration timeout,
    Duration patience,
    Duration quietAtMost,
    Duration pauseMin,
    Duration pauseMax) {
  /** Watches for {@code timeout}; the rest as suits a network that mostly works. */
  public static WatchSettings within(Duration timeout) {
    return new WatchSettings(
        timeout,
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        Duration.ofMillis(200),
        Duration.ofSeconds(3));
  }
}
