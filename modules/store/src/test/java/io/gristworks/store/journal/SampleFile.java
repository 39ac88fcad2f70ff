package io.gristworks.store.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A stored value as text: hexadecimal what was on disk, and beside it JSON for people. */
final class SampleFile {
  private static final Path FOLDER = Path.of("src", "test", "resources", "journal", "samples");
  private static final HexFormat HEX = HexFormat.of();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new CBORMapper();

  private SampleFile() {}

  /**
   * The bytes of {@code journal/samples/<manifest>.hex}; {@code present} is written there first
   * where {@code -Dgristworks.samples=write} says so.
   */
  static byte[] read(String manifest, byte[] present) throws IOException {
    return HEX.parseHex(
        text(manifest + ".hex", lines(HEX.formatHex(present))).replaceAll("\\s", ""));
  }

  /** The readable twin of {@code cbor}, which must say the same; see {@link #read}. */
  static JsonNode twin(String manifest, byte[] cbor) throws IOException {
    var present = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(CBOR.readTree(cbor));
    return JSON.readTree(text(manifest + ".json", present + "\n"));
  }

  private static String text(String name, String present) throws IOException {
    var file = FOLDER.resolve(name);
    if ("write".equals(System.getProperty("gristworks.samples"))) {
      Files.writeString(file, present);
    }
    if (!Files.exists(file)) {
      throw new AssertionError("no sample " + name + "; -Dgristworks.samples=write writes it");
    }
    return Files.readString(file);
  }

  /** What {@code cbor} says, by way of JSON, so that numbers and bytes look the same. */
  static JsonNode meaning(byte[] cbor) throws IOException {
    return JSON.readTree(JSON.writeValueAsBytes(CBOR.readTree(cbor)));
  }

  private static String lines(String hex) {
    return hex.replaceAll("(.{96})", "$1\n").strip() + "\n";
  }
}
