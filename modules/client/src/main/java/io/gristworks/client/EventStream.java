package io.gristworks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's events. A thread of its own reads them, so that whoever waits for the next can
 * stop waiting. Bounded: a slow reader slows the server, not the heap.
 */
final class EventStream implements AutoCloseable {
  private static final int UNREAD_MAX = 256;

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(UNREAD_MAX);
  private final InputStream body;
  private final Thread reader;

  EventStream(InputStream body, String lastEventId) {
    this.body = body;
    this.reader =
        Thread.ofVirtual().name("grist-events").start(() -> read(new EventParser(lastEventId)));
  }

  /** What a connection gives. */
  sealed interface Signal {
    /** An event. */
    record Event(ServerSentEvent event) implements Signal {}

    /** The connection has ended, in whatever way: there is no more. */
    record Ended() implements Signal {}
  }

  /** The next signal, or null where none comes within {@code wait}. */
  @Nullable Signal next(Duration wait) throws InterruptedException {
    return signals.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void read(EventParser parser) {
    try {
      try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          var event = parser.take(line);
          if (event.isPresent()) {
            signals.put(new Signal.Event(event.get()));
          }
        }
      } catch (IOException _) {
        // A broken connection ends like a finished one: the watcher asks again either way.
      }
      signals.put(new Signal.Ended());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed: nobody waits for the rest
    }
  }

  @Override
  public void close() throws IOException {
    reader.interrupt();
    body.close();
  }
}
