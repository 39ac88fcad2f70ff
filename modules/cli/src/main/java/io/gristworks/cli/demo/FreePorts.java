package io.gristworks.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Two ports of loopback on which nobody listened a moment ago. Somebody may take one before the
 * node does; then the node does not start and says so.
 */
record FreePorts(int gateway, int management) {
  static FreePorts find() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var first = new ServerSocket(0, 1, loopback);
        var second = new ServerSocket(0, 1, loopback)) {
      return new FreePorts(first.getLocalPort(), second.getLocalPort());
    }
  }
}
