package io.gristworks.client;

import java.io.IOException;
import java.net.URI;

/** No server answered, or it broke off in the middle: whether it did what was asked is unknown. */
public final class ServerUnreachable extends IOException {
  private static final long serialVersionUID = 1;

  /** Nothing listens there. */
  static ServerUnreachable nobodyAt(URI base, IOException cause) {
    return new ServerUnreachable("no Gristworks server answers at " + base, cause);
  }

  /** Somebody listened, and then no more. */
  static ServerUnreachable brokenOff(URI base, IOException cause) {
    return new ServerUnreachable(
        "the connection to " + base + " broke: " + cause.getMessage(), cause);
  }

  private ServerUnreachable(String message, IOException cause) {
    super(message, cause);
  }
}
