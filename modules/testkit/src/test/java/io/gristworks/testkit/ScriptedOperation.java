package io.gristworks.testkit;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An operation whose handler each test brings along, over numbers. */
final class ScriptedOperation implements Operation<ScriptedOperation.Parameters, Integer, Object> {
  private final Map<String, TaskHandler<Integer, Object>> scenes = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  private final String name;

  ScriptedOperation() {
    this("script");
  }

  ScriptedOperation(String name) {
    this.name = name;
  }

  record Parameters(String scene) {}

  /** Keeps the handler, and tells the parameters under which a job finds it. */
  Parameters scene(TaskHandler<Integer, Object> handler) {
    var name = "scene-" + numbers.incrementAndGet();
    scenes.put(name, handler);
    return new Parameters(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "Does what a test says.";
  }

  @Override
  public Class<Parameters> parametersType() {
    return Parameters.class;
  }

  @Override
  public Class<Integer> inputType() {
    return Integer.class;
  }

  @Override
  public Traits traits() {
    return Traits.waiting();
  }

  @Override
  public Handler<Integer, Object> open(Parameters parameters, NodeContext context) {
    return Objects.requireNonNull(scenes.get(parameters.scene()));
  }
}
