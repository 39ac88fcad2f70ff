package io.gristworks.gateway.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.gateway.explain.ReasonText;
import io.gristworks.gateway.http.ApiJson;

/**
 * A worker node as users see it: as it sees itself, but why it takes less is said in a sentence.
 */
final class WorkerView {
  private static final String TAKES_LESS = "takes_less";

  private WorkerView() {}

  /** {@code load.takes_less} is absent where it takes all it can. */
  static JsonNode of(NodeStatus node) {
    ObjectNode view = ApiJson.MAPPER.valueToTree(node);
    var load = (ObjectNode) view.get("load");
    var reasons = node.load().takesLess();
    if (reasons.isEmpty()) {
      load.remove(TAKES_LESS);
    } else {
      load.put(TAKES_LESS, ReasonText.of(reasons));
    }
    return view;
  }
}
