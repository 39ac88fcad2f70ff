package io.gristworks.engine.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gristworks.core.message.MessageSize;
import io.gristworks.engine.protocol.Wire;
import io.gristworks.store.wire.MessageCodec;
import java.io.IOException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries {@link Wire} messages between nodes, under the names of their types. A message of more
 * than {@link MessageSize#BYTES_MAX} bytes is a defect of its sender: it is not sent, and an ERROR
 * names its type and size.
 */
public final class WireSerializer extends SerializerWithStringManifest {
  private static final Logger LOG = LoggerFactory.getLogger(WireSerializer.class);
  private static final String PROTOCOL = Wire.class.getPackageName() + ".";

  private final MessageCodec codec;

  /** Made by Pekko, once for each system. */
  public WireSerializer(ExtendedActorSystem system) {
    codec = new MessageCodec(new AddressForms(system));
  }

  @Override
  public int identifier() {
    return 734_102;
  }

  @Override
  public String manifest(Object message) {
    return message.getClass().getName().substring(PROTOCOL.length());
  }

  @Override
  public byte[] toBinary(Object message) {
    var bytes = codec.encode(message);
    if (bytes.length > MessageSize.BYTES_MAX) {
      LOG.error(
          "message too large, not sent: type={} bytes={} most={}",
          manifest(message),
          bytes.length,
          MessageSize.BYTES_MAX);
      throw new MessageTooLarge(manifest(message), bytes.length);
    }
    return bytes;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return codec.decode(bytes, type(manifest));
  }

  private static Class<? extends Wire> type(String manifest) {
    try {
      return Class.forName(PROTOCOL + manifest).asSubclass(Wire.class);
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IllegalArgumentException("no message is called " + manifest, e);
    }
  }

  /** A message has become larger than any may be. */
  public static final class MessageTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MessageTooLarge(String type, int bytes) {
      super(type + " has " + bytes + " bytes, the most is " + MessageSize.BYTES_MAX);
    }
  }

  /** An actor is named by its path, with the address of its node. */
  private static final class AddressForms extends SimpleModule {
    private static final long serialVersionUID = 1L;

    AddressForms(ExtendedActorSystem system) {
      super("gristworks-addresses");
      addSerializer(new AddressWriter(system));
      addDeserializer(ActorRef.class, new AddressReader(system));
    }
  }

  private static ActorRefResolver resolver(ExtendedActorSystem system) {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }

  @SuppressWarnings("rawtypes") // which messages an actor takes is not known here
  private static final class AddressWriter extends StdSerializer<ActorRef> {
    private static final long serialVersionUID = 1L;
    private final transient ExtendedActorSystem system;

    AddressWriter(ExtendedActorSystem system) {
      super(ActorRef.class);
      this.system = system;
    }

    @Override
    public void serialize(ActorRef actor, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(resolver(system).toSerializationFormat((ActorRef<?>) actor));
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class AddressReader extends StdDeserializer<ActorRef> {
    private static final long serialVersionUID = 1L;
    private final transient ExtendedActorSystem system;

    AddressReader(ExtendedActorSystem system) {
      super(ActorRef.class);
      this.system = system;
    }

    @Override
    public ActorRef deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      return resolver(system).resolveActorRef(from.getText());
    }
  }
}
