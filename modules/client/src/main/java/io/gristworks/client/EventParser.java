package io.gristworks.client;

import java.util.Optional;

/** Turns the lines of an event stream into events, as the HTML standard says. For one thread. */
final class EventParser {
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id = "";
  private boolean hasData;

  EventParser(String lastEventId) {
    this.id = lastEventId;
  }

  /** The event that {@code line}, without its end, completes. */
  Optional<ServerSentEvent> take(String line) {
    if (line.isEmpty()) {
      return dispatch();
    }
    int colon = line.indexOf(':');
    if (colon != 0) { // a line that starts with a colon is a comment: a heartbeat
      var field = colon < 0 ? line : line.substring(0, colon);
      var value = colon < 0 ? "" : line.substring(colon + 1);
      set(field, value.startsWith(" ") ? value.substring(1) : value);
    }
    return Optional.empty();
  }

  private void set(String field, String value) {
    switch (field) {
      case "event" -> type = value;
      case "id" -> id = value;
      case "data" -> {
        if (hasData) {
          data.append('\n');
        }
        data.append(value);
        hasData = true;
      }
      default -> {} // `retry` too: Watch keeps its own pace
    }
  }

  private Optional<ServerSentEvent> dispatch() {
    var event =
        hasData
            ? Optional.of(
                new ServerSentEvent(type.isEmpty() ? "message" : type, id, data.toString()))
            : Optional.<ServerSentEvent>empty();
    data.setLength(0);
    hasData = false;
    type = "";
    return event;
  }
}
