package io.gristworks.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.store.bytes.Frame;
import io.gristworks.store.journal.Histories.Sample;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was ever written can be read, and means what it meant. */
class JournalSamplesTest {
  private static final ObjectMapper CBOR = new CBORMapper();

  static List<Sample> samples() {
    return Histories.events();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aStoredEventStillMeansWhatItMeant(Sample sample) throws IOException {
    var stored = SampleFile.read(sample.manifest(), EventCodec.encode(sample.event()));
    assertThat(EventCodec.decode(sample.manifest(), stored)).isEqualTo(sample.event());
    assertThat(SampleFile.twin(sample.manifest(), stored)).isEqualTo(SampleFile.meaning(stored));
  }

  static Stream<String> snapshotNames() {
    return Histories.snapshots().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("snapshotNames")
  void aStoredSnapshotStillMeansWhatItMeant(String manifest) throws IOException {
    var snapshot = Objects.requireNonNull(Histories.snapshots().get(manifest));
    var stored = SampleFile.read(manifest, SnapshotCodec.encode(snapshot));
    assertThat(SnapshotCodec.decode(manifest, stored)).isEqualTo(snapshot);
    var inside = Frame.unpack(1, stored);
    assertThat(SampleFile.twin(manifest, inside)).isEqualTo(SampleFile.meaning(inside));
    assertThat(snapshotNames()).contains(SnapshotCodec.manifest(snapshot));
  }

  @Test
  void everyKindOfEventHasASampleUnderItsPresentName() {
    var sampled =
        samples().stream()
            .filter(sample -> EventCodec.manifest(sample.event()).equals(sample.manifest()))
            .map(sample -> sample.event().getClass())
            .collect(Collectors.toSet());
    assertThat(sampled).isEqualTo(kindsOf(BatchEvent.class).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(JournalSamplesTest::kindsOf)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fieldsThatALaterVersionAddedArePassedOver(Sample sample) throws IOException {
    var tree = (ObjectNode) CBOR.readTree(EventCodec.encode(sample.event()));
    tree.putObject("added_later").put("deep", 1).putArray("list").add(2);
    assertThat(EventCodec.decode(sample.manifest(), CBOR.writeValueAsBytes(tree)))
        .isEqualTo(sample.event());
  }

  @Test
  void valuesThatALaterVersionAddedBehindARetryArePassedOver() throws IOException {
    var sample = sample("outcomes-accepted.1");
    var tree = CBOR.readTree(EventCodec.encode(sample.event()));
    var outcomes = (ObjectNode) tree.path("outcomes").path(0);
    outcomes.withArray("retries").withArray("/0").add("added later");
    outcomes.withArray("segment").add(7);
    assertThat(EventCodec.decode(sample.manifest(), CBOR.writeValueAsBytes(tree)))
        .isEqualTo(sample.event());
  }

  @Test
  void aFieldThatIsMissingIsNoticed() throws IOException {
    var sample = sample("coordinator-awoke.1");
    var tree = (ObjectNode) CBOR.readTree(EventCodec.encode(sample.event()));
    tree.remove("incarnation");
    var bytes = CBOR.writeValueAsBytes(tree);
    assertThatThrownBy(() -> EventCodec.decode(sample.manifest(), bytes))
        .isInstanceOf(UnreadableJournal.class)
        .hasMessageContaining("coordinator-awoke.1")
        .hasMessageContaining("incarnation");
  }

  @Test
  void whatNobodyHereKnowsIsNeverPassedOver() {
    assertThatThrownBy(() -> EventCodec.decode("batch-frozen.1", new byte[0]))
        .isInstanceOf(UnreadableJournal.class)
        .hasMessage("the journal holds batch-frozen.1, which this version does not know");
    assertThatThrownBy(() -> SnapshotCodec.decode("batch-snapshot.2", new byte[0]))
        .isInstanceOf(UnreadableJournal.class);
    assertThatThrownBy(() -> SnapshotCodec.decode("batch-snapshot.1", new byte[9]))
        .isInstanceOf(UnreadableJournal.class);
    assertThatThrownBy(() -> EventCodec.decode("batch-sealed.1", new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableJournal.class);
  }

  private static Sample sample(String manifest) {
    return samples().stream()
        .filter(sample -> sample.manifest().equals(manifest))
        .findFirst()
        .orElseThrow();
  }
}
