package io.gristworks.gateway;

import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.handler.Handler;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.Traits;

/** Operations that are submitted to and never run. */
final class SampleOperations {
  private SampleOperations() {}

  static OperationCatalog catalog() {
    return OperationCatalog.of(
        new Sample<>("raw", NoParameters.class, byte[].class, Traits.waiting()),
        new Sample<>("point", NoParameters.class, Point.class, Traits.waiting()),
        new Scan(),
        new Sample<>("count", NoParameters.class, Integer.class, Traits.waiting()),
        new Sum());
  }

  /** A small input. */
  public record Point(String name, int x, int y) {}

  /** Parameters with a rule. */
  public record Formula(String formula, int minVolume) {}

  private static class Sample<P, I> implements Operation<P, I, String> {
    private final String name;
    private final Class<P> parameters;
    private final Class<I> input;
    private final Traits traits;

    Sample(String name, Class<P> parameters, Class<I> input, Traits traits) {
      this.name = name;
      this.parameters = parameters;
      this.input = input;
      this.traits = traits;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "Takes " + input.getSimpleName() + ".";
    }

    @Override
    public Class<P> parametersType() {
      return parameters;
    }

    @Override
    public Class<I> inputType() {
      return input;
    }

    @Override
    public Traits traits() {
      return traits;
    }

    @Override
    public Handler<I, String> open(P given, NodeContext context) {
      throw new UnsupportedOperationException("gateways run nothing");
    }
  }

  private static final class Sum extends Sample<NoParameters, Integer> {
    Sum() {
      super("sum", NoParameters.class, Integer.class, Traits.waiting());
    }

    @Override
    public boolean reduces() {
      return true;
    }
  }

  private static final class Scan extends Sample<Formula, String> {
    Scan() {
      super("scan", Formula.class, String.class, Traits.cpuBound().withInputsField("symbols"));
    }

    @Override
    public void check(Formula parameters) throws InvalidParameters {
      if (parameters.formula() == null || !parameters.formula().startsWith("close")) {
        throw new InvalidParameters("/formula", "unknown word at column 3");
      }
    }
  }
}
