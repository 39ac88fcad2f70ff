package io.gristworks.operations.symbolscan;

import io.gristworks.handler.Handler;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.Traits;
import io.gristworks.operations.symbolscan.prices.PriceSettings;

/**
 * Scans symbols for the days on which a formula over prices and indicators held. Parameters,
 * settings and the formula language: the module's README.
 */
public final class SymbolScan implements Operation<ScanParameters, String, ScanResult> {

  @Override
  public String name() {
    return "symbol-scan";
  }

  @Override
  public String description() {
    return "Finds the days on which a formula over prices and technical indicators held, "
        + "symbol by symbol.";
  }

  @Override
  public Class<ScanParameters> parametersType() {
    return ScanParameters.class;
  }

  @Override
  public Class<String> inputType() {
    return String.class;
  }

  @Override
  public Traits traits() {
    return Traits.cpuBound().withInputsField("symbols");
  }

  @Override
  public void check(ScanParameters parameters) throws InvalidParameters {
    ScanPlan.of(parameters);
  }

  @Override
  public void checkNode(NodeContext context) throws TaskFailure {
    PriceSettings.check(context);
  }

  @Override
  public Handler<String, ScanResult> open(ScanParameters parameters, NodeContext context)
      throws Exception {
    return new SymbolScanner(
        ScanPlan.of(parameters), PriceSettings.open(context), System::nanoTime);
  }
}
