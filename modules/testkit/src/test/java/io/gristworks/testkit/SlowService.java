package io.gristworks.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A service over HTTP that serves so many calls at once, each in some time. The others wait in
 * front of it; where more wait than it has room for, it answers 429 at once.
 */
final class SlowService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore clerks;
  private final long millis;
  private final int room;
  private final AtomicInteger present = new AtomicInteger();
  private final LongAdder calls = new LongAdder();
  private final LongAdder presentAtCalls = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * Opens a desk on loopback.
   *
   * @param clerks how many calls are served at once
   * @param millis how long each takes
   * @param room how many calls may be there in all
   */
  SlowService(int clerks, long millis, int room) {
    this.clerks = new Semaphore(clerks, true);
    this.millis = millis;
    this.room = room;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    int here = present.incrementAndGet();
    int status = 200;
    try {
      calls.increment();
      presentAtCalls.add(here);
      if (here > room) {
        refused.increment();
        status = 429;
      } else {
        clerks.acquire();
        try {
          Thread.sleep(millis);
        } finally {
          clerks.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 503;
    } finally {
      present.decrementAndGet();
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** How many calls have come. */
  long calls() {
    return calls.sum();
  }

  /** How many were there when a call came, itself counted, summed over all calls. */
  long presentAtCalls() {
    return presentAtCalls.sum();
  }

  /** How many were refused. */
  long refused() {
    return refused.sum();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
