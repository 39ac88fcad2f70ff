package io.gristworks.engine.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.NodeLoad;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = cluster
                  pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  pekko.cluster.jmx.enabled = off
                  """)
              .withFallback(ConfigFactory.load()));
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));
  private static final WireSamples SAMPLES =
      new WireSamples(
          KIT.createTestProbe("node", NodeCommand.class).ref(),
          KIT.createTestProbe("pool", PoolCommand.class).ref(),
          KIT.createTestProbe("coordinator", CoordinatorCommand.class).ref(),
          KIT.createTestProbe("asker", Object.class).ref());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyMessageCrossesAsItIs() throws Exception {
    for (var sample : SAMPLES.all().toList()) {
      var serializer = SERIALIZATION.findSerializerFor(sample);
      assertThat(serializer).as(sample.toString()).isInstanceOf(JacksonCborSerializer.class);
      var bytes = SERIALIZATION.serialize(sample).get();
      var manifest = Serializers.manifestFor(serializer, sample);
      var back = SERIALIZATION.deserialize(bytes, serializer.identifier(), manifest).get();
      assertThat(back).isEqualTo(sample);
    }
  }

  @Test
  void whatAnEarlierVersionDoesNotSayIsNothing() throws Exception {
    for (var sample : SAMPLES.all().toList()) {
      switch (sample) {
        case PoolCommand.Demand _ ->
            assertThat(((PoolCommand.Demand) without(sample, "conditions")).conditions())
                .isEqualTo(NodeConditions.NOTHING);
        case NodeCommand.NodeReply _ ->
            assertThat(((NodeCommand.NodeReply) without(sample, "load")).status().load())
                .isEqualTo(NodeLoad.UNKNOWN);
        case PoolCommand.QueueReply _ ->
            assertThat(
                    ((PoolCommand.QueueReply) without(sample, "limits")).status().load().limits())
                .isEmpty();
        default -> {}
      }
    }
  }

  /** A message as it comes from a node that does not know a field. */
  private static Object without(Wire sample, String field) throws Exception {
    var serializer = SERIALIZATION.findSerializerFor(sample);
    var mapper =
        JacksonObjectMapperProvider.get(KIT.system())
            .getOrCreate("jackson-cbor", java.util.Optional.empty());
    var tree = mapper.readTree(SERIALIZATION.serialize(sample).get());
    assertThat(tree.findParents(field)).isNotEmpty();
    tree.findParents(field).forEach(parent -> ((ObjectNode) parent).remove(field));
    return SERIALIZATION
        .deserialize(
            mapper.writeValueAsBytes(tree),
            serializer.identifier(),
            Serializers.manifestFor(serializer, sample))
        .get();
  }

  @Test
  void aLeaseWithAsManyReferencesAsItMayHaveFitsIntoAMessage() throws Exception {
    var random = new SplittableRandom(5);
    var refs =
        Stream.generate(
                () ->
                    new SegmentRef(
                        new UUID(random.nextLong(), random.nextLong()),
                        random.nextInt(9_000_000, 10_000_000),
                        random.nextInt(9_000_000, 10_000_000),
                        random.nextInt(1_000, 10_000)))
            .limit(NodeCommand.Lease.FAN_IN_REFS_MAX)
            .toList();
    var lease = SAMPLES.lease(List.of(new NodeCommand.FanIn("fetch", 12_000, refs)));
    long frame =
        KIT.system()
            .settings()
            .config()
            .getBytes("pekko.remote.artery.advanced.maximum-frame-size");
    assertThat(SERIALIZATION.serialize(lease).get().length).isLessThan((int) (frame * 3 / 4));
  }

  @Test
  void everyKindOfMessageHasASample() {
    var sampled = new HashSet<Class<?>>();
    SAMPLES.all().forEach(sample -> sampled.add(sample.getClass()));
    var wanted = new HashSet<Class<?>>();
    kinds(CoordinatorCommand.class, wanted);
    kinds(CoordinatorReply.class, wanted);
    kinds(PoolCommand.class, wanted);
    kinds(NodeCommand.class, wanted);
    kinds(DividerCommand.class, wanted);
    wanted.add(PoolCommand.QueueReply.class);
    wanted.add(NodeCommand.NodeReply.class);
    wanted.add(NodeCommand.RunningReply.class);
    assertThat(sampled).isEqualTo(wanted);
  }

  @Test
  void everyRefusalHasASample() {
    var sampled = new HashSet<Class<?>>();
    WireSamples.refusals().forEach(refusal -> sampled.add(refusal.getClass()));
    assertThat(sampled).containsExactlyInAnyOrder(Refusal.class.getPermittedSubclasses());
  }

  @Test
  void everyWishHasASample() {
    var sampled = new HashSet<Class<?>>();
    WireSamples.commands().forEach(command -> sampled.add(command.getClass()));
    assertThat(sampled).containsExactlyInAnyOrder(BatchCommand.class.getPermittedSubclasses());
  }

  /** What an actor says to itself is an Inner, and stays at home. */
  private static void kinds(Class<?> type, Set<Class<?>> into) {
    if (type.isRecord()) {
      into.add(type);
    } else if (type.isSealed()) {
      for (var kind : type.getPermittedSubclasses()) {
        kinds(kind, into);
      }
    } else {
      assertThat(type.getSimpleName()).isEqualTo("Inner");
    }
  }

  @Test
  void whatIsNotOfTheProtocolDoesNotCross() {
    assertThat(KIT.system().settings().config().getBoolean("pekko.actor.allow-java-serialization"))
        .isFalse();
    record Stranger(String name) implements java.io.Serializable {}
    assertThatThrownBy(() -> SERIALIZATION.serialize(new Stranger("x")).get())
        .hasMessageContaining("Java serialization");
  }
}
