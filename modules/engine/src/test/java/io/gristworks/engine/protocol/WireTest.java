package io.gristworks.engine.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.message.MessageSize;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.engine.wire.WireSerializer;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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

  private static final Set<Class<?>> ENVELOPES =
      Set.of(
          CoordinatorCommand.FromClient.class,
          CoordinatorCommand.FromPool.class,
          CoordinatorCommand.FromNode.class,
          NodeCommand.FromPool.class,
          NodeCommand.FromCoordinator.class,
          PoolCommand.FromCoordinator.class,
          PoolCommand.FromNode.class,
          PoolMemberCommand.FromPool.class,
          PoolMemberCommand.FromMember.class);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyMessageCrossesAsItIs() throws Exception {
    for (var sample : SAMPLES.all().toList()) {
      var serializer = SERIALIZATION.findSerializerFor(sample);
      assertThat(serializer).as(sample.toString()).isInstanceOf(WireSerializer.class);
      var bytes = SERIALIZATION.serialize(sample).get();
      var manifest = Serializers.manifestFor(serializer, sample);
      var back = SERIALIZATION.deserialize(bytes, serializer.identifier(), manifest).get();
      assertThat(back).isEqualTo(sample);
    }
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
            .limit(ToNode.Lease.FAN_IN_REFS_MAX)
            .toList();
    var lease =
        new NodeCommand.FromCoordinator(
            SAMPLES.coordinator(),
            MessageSamples.lease(List.of(new ToNode.FanIn("fetch", 12_000, refs))));
    assertThat(SERIALIZATION.serialize(lease).get().length).isLessThan(MessageSize.BYTES_MAX);
  }

  @Test
  void theTransportTakesAFrameOfTheSizeThatWeReckonWith() {
    var config = KIT.system().settings().config();
    assertThat(config.getBytes("pekko.remote.artery.advanced.maximum-frame-size"))
        .isEqualTo(MessageSize.FRAME_BYTES);
  }

  @Test
  void whatIsTooLargeIsNotSentAndSaidWithItsTypeAndSize() {
    var logger = (Logger) LoggerFactory.getLogger(WireSerializer.class);
    var told = new ListAppender<ILoggingEvent>();
    told.start();
    logger.addAppender(told);
    try {
      var message = new ToNode.Blamed("x".repeat(MessageSize.BYTES_MAX), 1);
      var large = new NodeCommand.FromCoordinator(SAMPLES.coordinator(), message);
      assertThatThrownBy(() -> SERIALIZATION.serialize(large).get())
          .isInstanceOf(WireSerializer.MessageTooLarge.class);
      assertThat(told.list).hasSize(1);
      var said = told.list.getFirst();
      assertThat(said.getLevel()).isEqualTo(Level.ERROR);
      assertThat(said.getFormattedMessage())
          .contains("type=NodeCommand$FromCoordinator")
          .containsPattern("bytes=183[56]\\d\\d\\d ");
    } finally {
      logger.detachAppender(told);
    }
  }

  @Test
  void everyKindOfMessageHasASample() {
    var sampled = new HashSet<Class<?>>();
    SAMPLES.all().forEach(sample -> sampled.add(kind(sample)));
    var wanted = new HashSet<Class<?>>();
    kinds(CoordinatorCommand.class, wanted);
    kinds(CoordinatorReply.class, wanted);
    kinds(PoolCommand.class, wanted);
    kinds(NodeCommand.class, wanted);
    kinds(PoolMemberCommand.class, wanted);
    kinds(ToNode.class, wanted);
    kinds(ToCoordinator.class, wanted);
    kinds(ToPool.class, wanted);
    kinds(ToPoolMember.class, wanted);
    wanted.removeAll(ENVELOPES);
    wanted.add(PoolCommand.QueuesReply.class);
    wanted.add(NodeCommand.NodeReply.class);
    wanted.add(NodeCommand.RunningReply.class);
    assertThat(sampled).isEqualTo(wanted);
  }

  @Test
  void everyRefusalHasASample() {
    var sampled = new HashSet<Class<?>>();
    MessageSamples.refusals().forEach(refusal -> sampled.add(refusal.getClass()));
    assertThat(sampled).containsExactlyInAnyOrder(Refusal.class.getPermittedSubclasses());
  }

  @Test
  void everyWishHasASample() {
    var sampled = new HashSet<Class<?>>();
    MessageSamples.commands().forEach(command -> sampled.add(command.getClass()));
    assertThat(sampled).containsExactlyInAnyOrder(BatchCommand.class.getPermittedSubclasses());
  }

  /** What a message says; of an envelope, what is in it. */
  private static Class<?> kind(Wire sample) {
    return switch (sample) {
      case CoordinatorCommand.FromClient(_, var message) -> message.getClass();
      case CoordinatorCommand.FromPool(_, _, var message) -> message.getClass();
      case CoordinatorCommand.FromNode(_, var message) -> message.getClass();
      case NodeCommand.FromPool(_, var message) -> message.getClass();
      case PoolCommand.FromCoordinator(_, var message) -> message.getClass();
      case PoolCommand.FromNode(_, var message) -> message.getClass();
      case PoolMemberCommand.FromPool(_, _, var message) -> message.getClass();
      case PoolMemberCommand.FromMember(var message) -> message.getClass();
      case NodeCommand.FromCoordinator(_, var message) -> message.getClass();
      default -> sample.getClass();
    };
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
