package io.gristworks.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.Problem;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.Submission;
import io.gristworks.client.WorkId;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.handler.Operation;
import io.gristworks.node.GristNode;
import io.gristworks.node.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node in this JVM, alone in its cluster, with an embedded database in a temporary directory. It
 * listens on free ports of the loopback address, never ends the JVM, and leaves nothing behind.
 *
 * <pre>{@code
 * try (var grist = TestNode.start(new WordCount())) {
 *   var run = grist.submit("word-count", Map.of(), "to be", "or not").await(Duration.ofSeconds(10));
 *   assertEquals(2, run.succeeded());
 * }
 * }</pre>
 */
public final class TestNode implements AutoCloseable {
  private static final ObjectMapper JSON = OperationCatalog.mapper();

  private final Path directory;
  private final GristNode node;
  private final GristClient client;

  private TestNode(Path directory, GristNode node) {
    this.directory = directory;
    this.node = node;
    this.client = GristClient.at(node.gatewayUri());
  }

  /** Starts a node with these operations; with all of the class path where none is given. */
  public static TestNode start(Operation<?, ?, ?>... operations) {
    return start(NodeOptions.usual().withOperations(operations));
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @throws io.gristworks.node.CannotStart with the reason in a sentence
   */
  public static TestNode start(NodeOptions recipe) {
    var directory = TemporaryDirectories.create();
    try {
      var settings = new TreeMap<>(recipe.settings());
      settings.put("gristworks.node.data-directory", directory.resolve("data").toString());
      var node = GristNode.start(NodeSettings.with(settings), recipe.catalog(), false);
      return new TestNode(directory, node);
    } catch (RuntimeException e) {
      TemporaryDirectories.delete(directory);
      throw e;
    }
  }

  /**
   * Submits a job.
   *
   * @param parameters the job's parameters: a record or a map
   * @param inputs one for each task: anything that becomes JSON, from 1
   * @throws AssertionError with the gateway's sentence where it refuses; {@link #refusal} expects
   *     it
   */
  public Run submit(String operation, Object parameters, Object... inputs) {
    return submit(options(operation, parameters), List.of(inputs));
  }

  /** Submits a job with options of all kinds; see {@link #submit(String, Object, Object...)}. */
  public Run submit(JobOptions options, List<?> inputs) {
    try {
      return follow(sent(options, inputs).id());
    } catch (RequestRefused e) {
      throw new AssertionError("the gateway refused: " + e.problem().sentence(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Submits a batch of several jobs.
   *
   * @param document what {@code POST /batches} takes: anything that becomes such JSON
   * @throws AssertionError with the gateway's sentence where it refuses
   */
  public Run submitBatch(Object document) {
    try {
      var body = BodyPublishers.ofByteArray(JSON.writeValueAsBytes(document));
      return follow(Interruptions.refused(() -> client.submitBatch(body, Optional.empty())).id());
    } catch (RequestRefused e) {
      throw new AssertionError("the gateway refused: " + e.problem().sentence(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Submits a job that the gateway shall refuse.
   *
   * @return why it did
   * @throws AssertionError where it did not
   */
  public Problem refusal(String operation, Object parameters, Object... inputs) {
    try {
      var accepted = sent(options(operation, parameters), List.of(inputs));
      throw new AssertionError("the gateway accepted the job as " + accepted.id());
    } catch (RequestRefused e) {
      return e.problem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Follows a batch or a job that was submitted in another way. */
  public Run follow(WorkId id) {
    return new Run(client, id);
  }

  /** The options of a job, for more than operation and parameters. */
  public static JobOptions options(String operation, Object parameters) {
    var options = JobOptions.of(operation);
    for (var parameter : JSON.valueToTree(parameters).properties()) {
      options = options.withParameter(parameter.getKey(), parameter.getValue());
    }
    return options;
  }

  private Submission sent(JobOptions options, List<?> inputs) throws IOException {
    var tasks = inputs.stream().map(JSON::<com.fasterxml.jackson.databind.JsonNode>valueToTree);
    return Interruptions.refused(() -> client.submit(options, tasks.toList()));
  }

  /** A client of this node, for all that is not offered here. */
  public GristClient client() {
    return client;
  }

  /** Where the gateway answers, without a slash at the end. */
  public URI uri() {
    return node.gatewayUri();
  }

  /** The node itself. */
  public GristNode node() {
    return node;
  }

  /** Stops the node and deletes its directory. Once more does no harm. */
  @Override
  public void close() {
    client.close();
    node.close();
    TemporaryDirectories.delete(directory);
  }
}
