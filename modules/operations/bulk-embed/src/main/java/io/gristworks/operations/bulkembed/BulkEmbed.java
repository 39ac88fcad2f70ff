package io.gristworks.operations.bulkembed;

import io.gristworks.handler.Handler;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.Traits;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Embeds texts with all-MiniLM-L6-v2, quantised, inside this JVM. Parameters and settings: the
 * module's README.
 */
public final class BulkEmbed implements Operation<EmbedParameters, String, EmbedResult> {
  private static final int GROUP = 32;

  /** One for all jobs of the node: together they may use no more than the cores lent. */
  private @Nullable Semaphore cores;

  @Override
  public String name() {
    return "bulk_embed";
  }

  @Override
  public String description() {
    return "Turns texts into vectors of 384 numbers with all-MiniLM-L6-v2, on the node itself.";
  }

  @Override
  public Class<EmbedParameters> parametersType() {
    return EmbedParameters.class;
  }

  @Override
  public Class<String> inputType() {
    return String.class;
  }

  @Override
  public Traits traits() {
    return Traits.cpuBound().withBatchSize(GROUP).withInputsField("texts");
  }

  @Override
  public void check(EmbedParameters parameters) throws InvalidParameters {
    EmbedPlan.of(parameters);
  }

  @Override
  public void checkNode(NodeContext context) throws TaskFailure {
    threads(context);
  }

  @Override
  public Handler<String, EmbedResult> open(EmbedParameters parameters, NodeContext context)
      throws Exception {
    var plan = EmbedPlan.of(parameters);
    var bound = coresOf(context);
    return new TextEmbedder(plan, SentenceModel.shared(context.scratch()), bound);
  }

  private synchronized Semaphore coresOf(NodeContext context) throws TaskFailure {
    if (cores == null) {
      cores = new Semaphore(threads(context), true);
    }
    return cores;
  }

  private static int threads(NodeContext context) throws TaskFailure {
    String given = context.settings().get("threads");
    if (given == null) {
      return context.cores();
    }
    try {
      int threads = Integer.parseInt(given.strip());
      if (threads >= 1 && threads <= 1_024) {
        return threads;
      }
    } catch (NumberFormatException e) {
      throw new TaskFailure("bad_setting", wrongThreads(given), e);
    }
    throw new TaskFailure("bad_setting", wrongThreads(given));
  }

  private static String wrongThreads(String given) {
    return "gristworks.operations.bulk_embed.threads must be 1 to 1024, found '" + given + "'";
  }
}
