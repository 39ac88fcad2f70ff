package io.gristworks.node;

import io.gristworks.engine.operation.OperationCatalog;
import java.util.stream.Collectors;

/** Starts a node from the command line. Its settings come from the configuration alone. */
public final class Main {
  private Main() {}

  /** Ends with 1 and one sentence on standard error where the node cannot start. */
  public static void main(String[] args) {
    try {
      var settings = NodeSettings.load();
      var node = GristNode.start(settings, OperationCatalog.load(), true);
      announce(node);
    } catch (CannotStart e) {
      System.err.println("gristworks: " + e.getMessage());
      Runtime.getRuntime().halt(1); // threads of libraries would keep the JVM alive
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void announce(GristNode node) {
    var settings = node.settings();
    System.out.println(
        "gristworks node is ready: roles "
            + settings.roles().stream().map(Role::word).collect(Collectors.joining(","))
            + ", data "
            + settings.database().store().displayUrl());
    if (settings.roles().contains(Role.GATEWAY)) {
      System.out.println("gateway    " + node.gatewayUri() + "/api/v1/batch");
    }
    System.out.println("management " + node.managementUri() + " (/ready /alive /metrics)");
  }
}
