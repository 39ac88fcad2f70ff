package io.gristworks.testkit;

import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.Problem;
import io.gristworks.handler.Operation;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link TestNode} in the hands of JUnit 5 or 6. In a static field it lives as long as the
 * class's tests, in another as long as each; {@link #keptForTheRun} lets all classes that share it
 * use one.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GristTest grist = GristTest.node().workers(4).operation(new WordCount());
 * }</pre>
 */
public final class GristTest
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final NodeOptions recipe;
  private final boolean kept;
  private @Nullable TestNode node;
  private boolean ofTheClass;

  private GristTest(NodeOptions recipe, boolean kept) {
    this.recipe = recipe;
    this.kept = kept;
  }

  /** A node of usual size, with all operations of the class path. */
  public static GristTest node() {
    return new GristTest(NodeOptions.usual(), false);
  }

  /** The same with so many workers, from 1. */
  public GristTest workers(int workers) {
    return new GristTest(recipe.withWorkers(workers), kept);
  }

  /** The same with this operation too; once any is given, the class path is not searched. */
  public GristTest operation(Operation<?, ?, ?> operation) {
    return new GristTest(recipe.withOperations(operation), kept);
  }

  /** The same with one more setting of the node's configuration. */
  public GristTest setting(String name, Object value) {
    return new GristTest(recipe.withSetting(name, value), kept);
  }

  /** The same, started for the first class that registers it and stopped after the last test. */
  public GristTest keptForTheRun() {
    return new GristTest(recipe, true);
  }

  /** The node, while tests run. */
  public TestNode running() {
    var started = node;
    if (started == null) {
      throw new IllegalStateException(
          "the node runs only during tests; is @RegisterExtension there?");
    }
    return started;
  }

  /** See {@link TestNode#submit(String, Object, Object...)}. */
  public Run submit(String operation, Object parameters, Object... inputs) {
    return running().submit(operation, parameters, inputs);
  }

  /** See {@link TestNode#submit(JobOptions, List)}. */
  public Run submit(JobOptions options, List<?> inputs) {
    return running().submit(options, inputs);
  }

  /** See {@link TestNode#submitBatch}. */
  public Run submitBatch(Object document) {
    return running().submitBatch(document);
  }

  /** See {@link TestNode#refusal}. */
  public Problem refusal(String operation, Object parameters, Object... inputs) {
    return running().refusal(operation, parameters, inputs);
  }

  /** See {@link TestNode#client}. */
  public GristClient client() {
    return running().client();
  }

  /** See {@link TestNode#uri}. */
  public URI uri() {
    return running().uri();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofTheClass = true;
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (node == null) {
      begin(context);
    }
  }

  @SuppressWarnings("deprecation") // what replaces it is not in JUnit 5
  private void begin(ExtensionContext context) {
    node =
        kept
            ? Objects.requireNonNull(
                    context
                        .getRoot()
                        .getStore(ExtensionContext.Namespace.create(GristTest.class))
                        .getOrComputeIfAbsent(
                            this, _ -> new Kept(TestNode.start(recipe)), Kept.class))
                .node
            : TestNode.start(recipe);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!ofTheClass) {
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  private void end() {
    var started = node;
    node = null;
    if (started != null && !kept) {
      started.close();
    }
  }

  /** Closed by JUnit with the store of the whole run. */
  @SuppressWarnings("deprecation") // before 5.13 JUnit closes only what has this name
  private record Kept(TestNode node)
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
      node.close();
    }
  }
}
