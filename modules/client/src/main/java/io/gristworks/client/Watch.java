package io.gristworks.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Follows one batch or job to its end: over its event stream, over a new one from where the last
 * broke off, and by asking where there is none. For one thread and one use.
 */
final class Watch {
  private final GristClient client;
  private final WorkId id;
  private final WatchSettings settings;
  private final Consumer<WorkStatus> listener;
  private final LongSupplier nanos;
  private final long startNanos;
  private final Watermark watermark = new Watermark();
  private long answeredNanos;
  private Duration pause;
  private String lastEventId = "";

  Watch(
      GristClient client,
      WorkId id,
      WatchSettings settings,
      Consumer<WorkStatus> listener,
      LongSupplier nanos) {
    this.client = client;
    this.id = id;
    this.settings = settings;
    this.listener = listener;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.answeredNanos = startNanos;
    this.pause = settings.pauseMin();
  }

  /** The final status. */
  WorkStatus untilFinal() throws IOException, InterruptedException, TimeoutException {
    var end = take(client.status(id)); // the first answer tells a wrong id or address at once
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
  private Optional<WorkStatus> connection()
      throws IOException, InterruptedException, TimeoutException {
    try (var stream = client.events(id, lastEventId)) {
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

  private Optional<WorkStatus> take(ServerSentEvent event)
      throws IOException, InterruptedException {
    answered();
    lastEventId = event.id();
    var document = Wire.JSON.readTree(event.data());
    if (document.hasNonNull("status")) {
      return take(new WorkStatus(document));
    }
    return event.type().equals("done") ? take(client.status(id)) : Optional.empty();
  }

  private Optional<WorkStatus> take(WorkStatus status) {
    if (watermark.admits(status)) {
      listener.accept(status);
    }
    return status.state().isFinal() ? Optional.of(status) : Optional.empty();
  }

  private Optional<WorkStatus> asked() throws IOException, InterruptedException {
    try {
      var status = client.status(id);
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
      throw new TimeoutException(id + " has not finished within " + settings.timeout());
    }
    return left;
  }

  /** The headers that make a stream go on after {@code lastEventId}. */
  static Map<String, String> headers(String lastEventId) {
    return lastEventId.isEmpty()
        ? Map.of("Accept", "text/event-stream")
        : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastEventId);
  }
}
