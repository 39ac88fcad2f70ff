package io.gristworks.gateway;

import io.gristworks.core.rule.ClusterRules;
import io.gristworks.gateway.queue.Backlog;
import io.gristworks.gateway.submit.Limits;
import java.time.Duration;

/**
 * Where the gateway listens and what it lets in. Read once at start: a bad value stops the node
 * before it listens.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param answerWithin how long a request may take, once it has been read, before a 503
 * @param heartbeatEvery how often a quiet event stream says that it is alive
 * @param limits bounds of what is submitted
 * @param backlog bounds of what is waiting
 * @param rules what holds where nothing else is stored
 */
public record GatewaySettings(
    String host,
    int port,
    Duration answerWithin,
    Duration heartbeatEvery,
    Limits limits,
    Backlog backlog,
    ClusterRules rules) {
  /** The loopback address, port 7070. */
  public static final GatewaySettings DEFAULT =
      new GatewaySettings(
          "127.0.0.1", 7070, Duration.ofSeconds(60), Duration.ofSeconds(10), Limits.DEFAULT);

  /** With the usual bounds of what is waiting, and no rules. */
  public GatewaySettings(
      String host, int port, Duration answerWithin, Duration heartbeatEvery, Limits limits) {
    this(host, port, answerWithin, heartbeatEvery, limits, Backlog.USUAL, ClusterRules.NONE);
  }

  /** Checks the bounds. */
  public GatewaySettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
    }
  }

  /** The same, elsewhere. */
  public GatewaySettings at(String otherHost, int otherPort) {
    return new GatewaySettings(
        otherHost, otherPort, answerWithin, heartbeatEvery, limits, backlog, rules);
  }

  /** The same with other limits. */
  public GatewaySettings withLimits(Limits others) {
    return new GatewaySettings(host, port, answerWithin, heartbeatEvery, others, backlog, rules);
  }

  /** The same with other bounds of what is waiting, and other rules. */
  public GatewaySettings with(Backlog bounds, ClusterRules others) {
    return new GatewaySettings(host, port, answerWithin, heartbeatEvery, limits, bounds, others);
  }
}
