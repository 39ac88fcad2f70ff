package io.gristworks.cli.demo;

import io.gristworks.client.WorkId;
import java.io.PrintWriter;
import java.net.URI;

/** What the user can do next. */
record NextSteps(PrintWriter out) {
  /** While the node is there its addresses are worth something; else, how to get one that stays. */
  void whereToLook(URI api, WorkId scan, boolean nodeStays) {
    out.println("Where to look next");
    if (nodeStays) {
      out.println("  this scan                    " + api + "/api/v1/batch/jobs/" + scan);
      out.println(
          "  its results                  grist --url "
              + api
              + " results "
              + scan
              + " --format csv");
    } else {
      out.println("  look around in this demo     grist demo --keep");
    }
    out.println("  a node of your own           grist up");
    out.println("  what jobs can do             grist operations");
    out.println(
        "  scan symbols of your own     grist submit --operation symbol-scan --tasks A,B"
            + " --param 'formula=close > 10' --watch");
    out.flush();
  }

  void kept(DemoNode node) {
    out.println();
    out.println(
        "The node keeps running: " + node.api() + ", health at " + node.management() + "/ready");
    out.println("  its data and log:  " + node.path());
    out.println("  to be rid of it:   kill " + node.pid() + " && rm -r " + node.path());
    out.flush();
  }
}
