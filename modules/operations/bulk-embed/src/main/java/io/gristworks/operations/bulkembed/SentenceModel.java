package io.gristworks.operations.bulkembed;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2, quantised to 8 bits: tokenizer and network. For use by many threads; each call
 * computes on its own thread alone. Lives as long as the JVM: it takes a second to load and holds
 * memory outside the heap that is best taken once.
 */
final class SentenceModel {
  /** Its name in jobs. */
  static final String NAME = "all-minilm-l6-v2-q";

  /** The tokens taken at once, the two marks at the ends included: what the model is made for. */
  private static final int WINDOW = 256;

  private static @Nullable SentenceModel shared;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;

  /**
   * A text's vector.
   *
   * @param vector the mean over all tokens, not scaled
   * @param tokens without the marks at the ends
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Embedded(float[] vector, int tokens) {}

  private SentenceModel() throws IOException, OrtException {
    environment = OrtEnvironment.getEnvironment("gristworks");
    try (var options = new OrtSession.SessionOptions()) {
      // The calling thread computes alone: how many call at once is how many cores are used.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(resource(NAME + ".onnx").readAllBytes(), options);
    }
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            resource(NAME + "-tokenizer.json"),
            Map.of(
                "padding",
                "false",
                "truncation",
                "true",
                "maxLength",
                Integer.toString(WINDOW),
                "modelMaxLength",
                Integer.toString(WINDOW)));
  }

  /**
   * The model of this JVM, loaded by the first who asks.
   *
   * @param scratch where native code is unpacked to
   * @throws Exception where it cannot be loaded; the next who asks tries again
   */
  static synchronized SentenceModel shared(Path scratch) throws Exception {
    if (shared == null) {
      keepToThisMachine(scratch);
      shared = new SentenceModel();
    }
    return shared;
  }

  /**
   * The tokenizer's library would otherwise ask the cloud's metadata service where it runs and
   * report it, fetch other native code where it sees a GPU, and unpack its own to the home
   * directory, which a container may not let it write. What an operator has set stays.
   */
  private static void keepToThisMachine(Path scratch) {
    var wanted =
        Map.of(
            "OPT_OUT_TRACKING", "true",
            "ai.djl.offline", "true",
            "RUST_FLAVOR", "cpu",
            "ENGINE_CACHE_DIR", scratch.toAbsolutePath().toString());
    wanted.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null && System.getenv(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  private static InputStream resource(String name) throws IOException {
    var stream = SentenceModel.class.getResourceAsStream("/" + name);
    if (stream == null) {
      throw new FileNotFoundException("the model's file " + name + " is not on the class path");
    }
    return stream;
  }

  /**
   * Embeds one text. A text longer than a window is cut into windows; its vector is the mean over
   * the tokens of all.
   */
  Embedded embed(String text) throws OrtException, InterruptedException {
    double[] sum = new double[0];
    int rows = 0;
    int tokens = 0;
    for (var window : windows(text)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the text is no longer wanted");
      }
      int length = window.getIds().length;
      sum = withRows(window, sum);
      rows += length;
      tokens += length - marks(window);
    }
    return new Embedded(Vectors.divided(sum, rows), tokens);
  }

  private List<Encoding> windows(String text) {
    var first = tokenizer.encode(sound(text), true, true);
    var windows = new ArrayList<Encoding>();
    windows.add(first);
    windows.addAll(List.of(first.getOverflowing()));
    return windows;
  }

  /** Half a surrogate pair is no character, and native code would choke on it. */
  private static String sound(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static int marks(Encoding window) {
    int marks = 0;
    for (long mark : window.getSpecialTokenMask()) {
      marks += (int) mark;
    }
    return marks;
  }

  private double[] withRows(Encoding window, double[] before) throws OrtException {
    long[] shape = {1, window.getIds().length};
    try (var ids = tensor(window.getIds(), shape);
        var mask = tensor(window.getAttentionMask(), shape);
        var types = tensor(window.getTypeIds(), shape);
        var result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      var output = (OnnxTensor) result.get(0);
      int dimensions = (int) output.getInfo().getShape()[2];
      double[] sum = before.length == 0 ? new double[dimensions] : before;
      Vectors.addRows(output.getFloatBuffer(), sum);
      return sum;
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }
}
