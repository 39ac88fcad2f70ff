package io.gristworks.store.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A stored value as text: hexadecimal what was on disk, and beside it JSON for people. */
final class SampleFile {
  private static final HexFormat HEX = HexFormat.of();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new CBORMapper();

  private SampleFile() {}

  /**
   * The bytes of {@code journal/samples/<manifest>.hex}. A sample that is not there yet is written
   * to {@code target/samples} for its author to move, and the test fails.
   */
  static byte[] read(String manifest, byte[] ifNew) throws IOException {
    try (var hex = SampleFile.class.getResourceAsStream("/journal/samples/" + manifest + ".hex")) {
      if (hex == null) {
        var folder = Files.createDirectories(Path.of("target", "samples"));
        Files.writeString(folder.resolve(manifest + ".hex"), lines(HEX.formatHex(ifNew)));
        throw new AssertionError("no sample of " + manifest + "; a new one lies in " + folder);
      }
      return HEX.parseHex(new String(hex.readAllBytes(), UTF_8).replaceAll("\\s", ""));
    }
  }

  /** The readable twin of {@code cbor}, which must say the same; see {@link #read}. */
  static JsonNode twin(String manifest, byte[] cbor) throws IOException {
    try (var json =
        SampleFile.class.getResourceAsStream("/journal/samples/" + manifest + ".json")) {
      if (json == null) {
        var folder = Files.createDirectories(Path.of("target", "samples"));
        var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(CBOR.readTree(cbor));
        Files.writeString(folder.resolve(manifest + ".json"), text + "\n");
        throw new AssertionError("no twin of " + manifest + "; a new one lies in " + folder);
      }
      return JSON.readTree(json);
    }
  }

  /** What {@code cbor} says, by way of JSON, so that numbers and bytes look the same. */
  static JsonNode meaning(byte[] cbor) throws IOException {
    return JSON.readTree(JSON.writeValueAsBytes(CBOR.readTree(cbor)));
  }

  private static String lines(String hex) {
    return hex.replaceAll("(.{96})", "$1\n").strip() + "\n";
  }
}
