package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One batch or job, for one watch. */
final class WatchedWork implements Watch.Watched<WorkStatus> {
  private final GristClient client;
  private final Wire wire;
  private final WorkId id;
  private final Watermark watermark = new Watermark();

  WatchedWork(GristClient client, Wire wire, WorkId id) {
    this.client = client;
    this.wire = wire;
    this.id = id;
  }

  @Override
  public WorkStatus ask() throws IOException, InterruptedException {
    return client.status(id);
  }

  @Override
  public EventStream open(String lastEventId) throws IOException, InterruptedException {
    return Watch.events(wire, GristClient.path(id), lastEventId);
  }

  @Override
  public Optional<WorkStatus> read(JsonNode document) {
    return document.hasNonNull("status") ? Optional.of(new WorkStatus(document)) : Optional.empty();
  }

  @Override
  public boolean admits(WorkStatus status) {
    return watermark.admits(status);
  }

  @Override
  public boolean isFinal(WorkStatus status) {
    return status.state().isFinal();
  }

  @Override
  public TimeoutException late(Duration timeout) {
    return new TimeoutException(id + " has not finished within " + timeout);
  }
}
