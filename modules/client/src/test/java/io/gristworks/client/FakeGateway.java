package io.gristworks.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A gateway that says what a test told it to, over real HTTP on loopback. Answers to one request
 * come in the order given; the last is given again and again.
 */
public final class FakeGateway implements AutoCloseable {
  private static final String MOUNT = "/api/v1/batch";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private FakeGateway(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port. */
  public static FakeGateway start() {
    return startAt(0);
  }

  /** Listens on that port. */
  public static FakeGateway startAt(int port) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var gateway = new FakeGateway(HttpServer.create(address, 0));
      gateway.server.setExecutor(gateway.threads);
      gateway.server.createContext("/", gateway::handle);
      gateway.server.start();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it answers to, say, {@code GET /jobs}, whatever the query. */
  public FakeGateway on(String request, Reply... inTurn) {
    replies.put(request, new ArrayDeque<>(List.of(inTurn)));
    return this;
  }

  /** The requests so far, in order of arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The only request of that kind. */
  public Request only(String request) {
    var found = requests.stream().filter(r -> r.line().equals(request)).toList();
    if (found.size() != 1) {
      throw new AssertionError(request + " came " + found.size() + " times: " + requests);
    }
    return found.getFirst();
  }

  /** The JSON of a job's status. */
  public static String job(
      String id, String status, int done, int failed, int total, int revision) {
    return """
    {"id":"%s","batch":"%s","job":"%s","operation":"echo","queue":"default","priority":"normal",\
    "status":"%s","reason":"because","counts":{"total":%d,"pending":%d,"leased":0,\
    "waiting_retry":0,"succeeded":%d,"failed":%d,"cancelled":0,"completed":%d},\
    "tasks_per_second":12.5,"eta_seconds":3.0,"created_at":"2026-01-01T00:00:00Z",\
    "started_at":"2026-01-01T00:00:01Z","finished_at":"2026-01-01T00:00:05Z","attempts":9,\
    "busy_ms":10,"counters":{"matches":7},"errors":[{"kind":"boom","count":2,"sample_task":3,\
    "sample_message":"it broke"}],"revision":%d}\
    """
        .formatted(
            id,
            id.replaceAll("\\..*", ""),
            id.replaceAll(".*\\.", ""),
            status,
            total,
            total - done,
            done - failed,
            failed,
            done,
            revision);
  }

  /** One event of a stream. */
  public static String event(String type, int id, String data) {
    return "event: " + type + "\nid: " + id + "\ndata: " + data + "\n\n";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = request(exchange);
      requests.add(request);
      var reply = next(request.line());
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      var body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), reply.breaksOff() ? body.length + 1 : 0);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
      if (reply.staysOpen()) {
        reply.release().await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request request(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var path = uri.getPath();
    return new Request(
        exchange.getRequestMethod()
            + " "
            + (path.startsWith(MOUNT) ? path.substring(MOUNT.length()) : path),
        Optional.ofNullable(uri.getQuery()).orElse(""),
        Map.copyOf(exchange.getRequestHeaders()),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Reply next(String request) {
    var waiting = replies.get(request);
    if (waiting == null) {
      return Reply.problem(404, "Not found", "nothing at " + request);
    }
    synchronized (waiting) {
      return waiting.size() > 1 ? waiting.removeFirst() : waiting.getFirst();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  /**
   * A request as it came.
   *
   * @param line method and path below the mount
   * @param query decoded
   */
  public record Request(String line, String query, Map<String, List<String>> headers, String body) {
    /** A header's first value, or nothing at all. */
    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }
}
