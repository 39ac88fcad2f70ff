package io.gristworks.gateway.http;

import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.StreamConverters;

/**
 * The body of one request as a blocking stream with back-pressure: nobody reads from the network
 * what nobody has asked for here. Read by one thread.
 */
public final class Body extends InputStream {
  /** How much of a refused body is read nevertheless, so that its sender gets to see the answer. */
  private static final long DRAINED_BYTES = 64L << 20;

  private final InputStream source;
  private final long limit;
  private long read;
  private boolean ended;

  private Body(InputStream source, long limit) {
    this.source = source;
    this.limit = limit;
  }

  /**
   * Opens a body.
   *
   * @param limit the most bytes
   * @throws ProblemFound 413 where it says itself that it is longer
   */
  public static Body open(
      RequestEntity entity, long limit, Duration quietWithin, ActorSystem<?> system) {
    if (entity.getContentLengthOption().orElse(0) > limit) {
      discard(entity, system).toCompletableFuture().join();
      throw tooLarge(limit);
    }
    if (entity instanceof HttpEntity.Strict strict) { // a small body is here already
      return new Body(new ByteArrayInputStream(strict.getData().toArray()), limit);
    }
    var stream = StreamConverters.asInputStream(quietWithin);
    return new Body(entity.withoutSizeLimit().getDataBytes().runWith(stream, system), limit);
  }

  /**
   * Reads a refused body and throws it away, within bounds, before the answer goes out: a
   * connection closed on its sender's nose would take the answer with it.
   *
   * @return completes well in any case
   */
  public static CompletionStage<Done> discard(RequestEntity entity, ActorSystem<?> system) {
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .limitWeighted(DRAINED_BYTES, bytes -> (long) bytes.size())
        .runWith(Sink.ignore(), system)
        .exceptionally(_ -> Done.getInstance());
  }

  private static ProblemFound tooLarge(long limit) {
    return new ProblemFound(
        Problem.tooLarge("the body is longer than the limit of " + limit + " bytes"));
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * As any stream's.
   *
   * @throws ProblemFound 413 beyond the limit
   * @throws IOException if the sender is gone, or too slow
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int got = source.read(into, offset, length);
    if (got < 0) {
      ended = true;
      return got;
    }
    read += got;
    if (read > limit) {
      throw tooLarge(limit);
    }
    return got;
  }

  /** Lets go of the body. What is left of it is thrown away, as {@link #discard} does. */
  @Override
  public void close() throws IOException {
    try {
      if (!ended) {
        drain();
      }
    } finally {
      source.close();
    }
  }

  private void drain() {
    var nowhere = new byte[16 << 10];
    try {
      for (long left = DRAINED_BYTES; left > 0; ) {
        int got = source.read(nowhere);
        if (got < 0) {
          return;
        }
        left -= got;
      }
    } catch (IOException e) {
      return; // gone already: nobody waits for the rest
    }
  }
}
