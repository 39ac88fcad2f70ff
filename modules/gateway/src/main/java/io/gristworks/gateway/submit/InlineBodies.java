package io.gristworks.gateway.submit;

import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Holds JSON bodies in memory, and sees to it that all together stay within a bound. */
final class InlineBodies {
  private static final int CHUNK = 64 << 10;

  private final AtomicLong held = new AtomicLong();
  private final long most;

  InlineBodies(long most) {
    this.most = most;
  }

  /** A body in memory; closing it gives its room back. */
  final class Held implements AutoCloseable {
    private byte[] bytes = {};
    private long room;

    byte[] bytes() {
      return bytes;
    }

    private void take(long more) {
      room += more;
      if (held.addAndGet(more) > most) {
        throw new ProblemFound(
            Problem.unavailable(
                "the gateway holds "
                    + most
                    + " bytes of JSON bodies already; try again, or send "
                    + "the tasks as application/x-ndjson"));
      }
    }

    @Override
    public void close() {
      bytes = new byte[0];
      held.addAndGet(-room);
      room = 0;
    }
  }

  /**
   * Reads a body to its end.
   *
   * @throws ProblemFound 413 beyond the body's own limit, 503 where there is no room at the moment
   */
  Held read(Body body) throws IOException {
    var reading = new Held();
    try {
      var gathered = new ByteArrayOutputStream();
      var chunk = new byte[CHUNK];
      for (int got = body.read(chunk, 0, CHUNK); got >= 0; got = body.read(chunk, 0, CHUNK)) {
        reading.take(got);
        gathered.write(chunk, 0, got);
      }
      reading.bytes = gathered.toByteArray();
      return reading;
    } catch (IOException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }
}
