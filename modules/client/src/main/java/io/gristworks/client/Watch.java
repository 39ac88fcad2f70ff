package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Follows something of the server's to its end: over its event stream, over a new one from where
 * the last broke off, and by asking where there is none. For one thread and one use.
 *
 * @param <S> how it stands
 */
final class Watch<S> {
  private final Watched<S> watched;
  private final WatchSettings settings;
  private final Consumer<S> listener;
  private final LongSupplier nanos;
  private final long startNanos;
  private long answeredNanos;
  private Duration pause;
  private String lastEventId = "";

  /**
   * What is followed. For one watch.
   *
   * @param <S> how it stands
   */
  interface Watched<S> {
    /** How it stands now. */
    S ask() throws IOException, InterruptedException;

    /** A new connection, to what came after that event; an empty id for all. */
    EventStream open(String lastEventId) throws IOException, InterruptedException;

    /** How it stands, as an event tells it; empty where the event does not. */
    Optional<S> read(JsonNode document);

    /** Whether that is news, and not older than what was admitted before. */
    boolean admits(S status);

    /** Whether nothing more will change. */
    boolean isFinal(S status);

    /** What is thrown where it has not ended within {@code timeout}. */
    TimeoutException late(Duration timeout);
  }

  Watch(Watched<S> watched, WatchSettings settings, Consumer<S> listener, LongSupplier nanos) {
    this.watched = watched;
    this.settings = settings;
    this.listener = listener;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.answeredNanos = startNanos;
    this.pause = settings.pauseMin();
  }

  /** The final status. */
  S untilFinal() throws IOException, InterruptedException, TimeoutException {
    var end = take(watched.ask()); // the first answer tells a wrong id or address at once
    while (end.isEmpty()) {
      end = connection();
      if (end.isEmpty()) {
        rest();
        end = asked();
      }
    }
    return end.get();
  }

  /** The final status if one connection brings it; empty when the connection has ended. */
  private Optional<S> connection() throws IOException, InterruptedException, TimeoutException {
    try (var stream = watched.open(lastEventId)) {
      while (true) {
        var left = left();
        var quiet = settings.quietAtMost();
        switch (stream.next(left.compareTo(quiet) < 0 ? left : quiet)) {
          case EventStream.Signal.Event(var event) -> {
            var end = take(event);
            if (end.isPresent()) {
              return end;
            }
          }
          case EventStream.Signal.Ended _ -> {
            return Optional.empty();
          }
          case null -> {
            left();
            return Optional.empty();
          }
        }
      }
    } catch (ServerUnreachable | RequestRefused e) {
      giveUpWhenAwayTooLong(e);
      return Optional.empty(); // no stream: asking tells whether there is a server
    }
  }

  private Optional<S> take(ServerSentEvent event) throws IOException, InterruptedException {
    answered();
    lastEventId = event.id();
    var document = Wire.JSON.readTree(event.data());
    var status = watched.read(document);
    if (status.isPresent()) {
      return take(status.get());
    }
    return event.type().equals("done") ? take(watched.ask()) : Optional.empty();
  }

  private Optional<S> take(S status) {
    if (watched.admits(status)) {
      listener.accept(status);
    }
    return watched.isFinal(status) ? Optional.of(status) : Optional.empty();
  }

  private Optional<S> asked() throws IOException, InterruptedException {
    try {
      var status = watched.ask();
      answeredNanos = nanos.getAsLong();
      return take(status);
    } catch (ServerUnreachable e) {
      giveUpWhenAwayTooLong(e);
      return Optional.empty();
    } catch (RequestRefused e) {
      if (e.problem().status() < 500) {
        throw e;
      }
      giveUpWhenAwayTooLong(e); // a node that starts or hands over says 503 for a moment
      return Optional.empty();
    }
  }

  private void answered() {
    answeredNanos = nanos.getAsLong();
    pause = settings.pauseMin();
  }

  private void giveUpWhenAwayTooLong(IOException reason) throws IOException {
    if (nanos.getAsLong() - answeredNanos > settings.patience().toNanos()) {
      throw reason;
    }
  }

  private void rest() throws InterruptedException, TimeoutException {
    var left = left();
    Thread.sleep(left.compareTo(pause) < 0 ? left : pause);
    var doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(settings.pauseMax()) < 0 ? doubled : settings.pauseMax();
  }

  private Duration left() throws TimeoutException {
    var left = settings.timeout().minusNanos(nanos.getAsLong() - startNanos);
    if (!left.isPositive()) {
      throw watched.late(settings.timeout());
    }
    return left;
  }

  /** The events of what is at {@code path}, after that one. */
  static EventStream events(Wire wire, String path, String lastEventId)
      throws IOException, InterruptedException {
    var request = wire.to(path + "/events", Map.of()).header("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new EventStream(wire.open(request.GET().build()).body(), lastEventId);
  }
}
