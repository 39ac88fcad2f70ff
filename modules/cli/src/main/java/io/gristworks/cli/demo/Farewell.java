package io.gristworks.cli.demo;

import io.gristworks.client.WorkId;
import java.io.PrintWriter;
import java.net.URI;

/** What the user can do next. */
record Farewell(PrintWriter out) {
  void whereToLook(URI api, WorkId scan) {
    out.println("Where to look next");
    out.println("  this scan, with `grist demo --keep`:");
    out.println("    " + api + "/api/v1/batch/jobs/" + scan);
    out.println("    grist --url " + api + " results " + scan + " --format csv");
    out.println("  a node that stays:    grist up");
    out.println(
        "  work of your own:     grist submit tasks.ndjson --operation symbol-scan --watch");
    out.println("  all there is to do:   grist operations, grist --help");
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
