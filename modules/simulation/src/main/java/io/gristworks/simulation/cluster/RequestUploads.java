package io.gristworks.simulation.cluster;

import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request has a gateway upload. A request that is sent again uploads anew. What a batch
 * has taken is adopted, what it has refused, or had already, is discarded, and where there is no
 * answer it is left to the sweep.
 */
final class RequestUploads {
  private final SimulatedCluster world;
  private final Machine gateway;
  private final ToCoordinator.FromClient wish;
  private final String suffix;
  private final List<String> uploads = new ArrayList<>();

  /**
   * Uploads what the wish names.
   *
   * @param request tells it from all others
   */
  RequestUploads(
      SimulatedCluster world,
      Machine gateway,
      String batch,
      long request,
      ToCoordinator.FromClient wish) {
    this.world = world;
    this.gateway = gateway;
    this.wish = wish;
    this.suffix = "/" + request;
    var parts =
        switch (wish) {
          case ToCoordinator.Submit submit -> submit.inputs();
          case ToCoordinator.Append append -> List.of(append.part());
          case ToCoordinator.FromClient _ -> List.<InputPart>of();
        };
    for (var part : parts) {
      var upload = renamed(part).upload();
      uploads.add(upload);
      world.inputs().stored(upload, batch, gateway.clock());
    }
  }

  /** The wish, with the uploads of this request. */
  ToCoordinator.FromClient wish() {
    return switch (wish) {
      case ToCoordinator.Submit(var spec, var open, var inputs) ->
          new ToCoordinator.Submit(spec, open, inputs.stream().map(this::renamed).toList());
      case ToCoordinator.Append(var job, var part, var key) ->
          new ToCoordinator.Append(job, renamed(part), key);
      case ToCoordinator.FromClient other -> other;
    };
  }

  private InputPart renamed(InputPart part) {
    return new InputPart(part.job(), part.upload() + suffix, part.segmentTasks());
  }

  /** The coordinator has answered. */
  void answered(Object answer) {
    switch (answer) {
      case SimulatedMessages.Granted(var repeated) when !repeated ->
          uploads.forEach(each -> world.inputs().adopt(gateway, each));
      // Where messages are doubled, this may be the answer to the second of one.
      case SimulatedMessages.Granted _ when !world.scenario().isOrderly() -> {}
      case SimulatedMessages.Granted _, SimulatedMessages.Denied _ ->
          uploads.forEach(each -> world.inputs().discard(gateway, each));
      default -> {}
    }
  }
}
