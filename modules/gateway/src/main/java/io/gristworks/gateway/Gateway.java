package io.gristworks.gateway;

import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.http.UnreadableRequests;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/** Starts the HTTP API. */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How long requests under way, and streams of events, may go on when the node has drained. */
  private static final Duration END_WITHIN = Duration.ofSeconds(3);

  private Gateway() {}

  /** The gateway cannot listen where it should. */
  public static final class CannotListen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** In one sentence for people. */
    public CannotListen(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Listens until the system ends: when it has drained no request is taken in any more, and those
   * under way end before the coordinators do.
   *
   * @param beside routes that are not the API's, such as metrics, asked after the API's own
   * @return completes once it does; fails with {@link CannotListen} where it cannot
   */
  public static CompletionStage<ServerBinding> start(
      ActorSystem<?> system, GatewaySettings settings, Ports ports, List<Route> beside) {
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(server(system, settings))
        .bind(new ApiRoutes(ports, system, settings).sealed(beside))
        .handle(
            (binding, thrown) -> {
              if (thrown != null) {
                throw cannotListen(settings, Replies.cause(thrown));
              }
              LOG.info("listening: address={}", binding.localAddress());
              return binding.addToCoordinatedShutdown(END_WITHIN, system.classicSystem());
            });
  }

  /** Bodies are bounded by us, each sort by its own limit. */
  private static ServerSettings server(ActorSystem<?> system, GatewaySettings settings) {
    var usual = ServerSettings.create(system.classicSystem());
    return usual
        .withRemoteAddressAttribute(true)
        .withParsingErrorHandler(UnreadableRequests.class.getName())
        .withParserSettings(usual.getParserSettings().withMaxContentLength(Long.MAX_VALUE))
        .withTimeouts(
            usual
                .getTimeouts()
                .withRequestTimeout(FiniteDuration.fromNanos(settings.answerWithin().toNanos())));
  }

  private static CannotListen cannotListen(GatewaySettings settings, Throwable thrown) {
    boolean inUse = false;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      inUse |= cause instanceof BindException;
    }
    var where = "port " + settings.port() + " on " + settings.host();
    var message = inUse ? where + " is already in use" : "cannot listen on " + where;
    return new CannotListen(message, thrown);
  }
}
