package io.gristworks.simulation.cluster;

import io.gristworks.core.message.MessageSize;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.store.wire.MessageCodec;
import java.util.HashMap;
import java.util.Map;

/**
 * What a message goes through on its way to another machine: it is encoded as on the wire, must not
 * be larger than any may be, and is decoded again. That would be a third of a day's cost: so once a
 * day has seen enough messages of a type, only every eighth of it goes through.
 */
final class Wire {
  private static final MessageCodec CODEC = new MessageCodec();
  private static final int ENOUGH = 64;
  private static final int EVERY = 8;

  private final Map<Class<?>, Integer> seen = new HashMap<>();

  /** The wires of one day. */
  Wire() {}

  /** What arrives of {@code words}. */
  Object cross(Object words) {
    if (words instanceof SimulatedMessages.Wish wish) {
      return new SimulatedMessages.Wish(
          wish.what(), (ToCoordinator.FromClient) copy(wish.message()));
    }
    int count = seen.merge(words.getClass(), 1, Integer::sum);
    return count <= ENOUGH || count % EVERY == 0 ? copy(words) : words;
  }

  private static Object copy(Object sent) {
    var bytes = CODEC.encode(sent);
    if (bytes.length > MessageSize.BYTES_MAX) {
      throw new InvariantViolation(
          "D6",
          sent.getClass().getSimpleName()
              + " has "
              + bytes.length
              + " bytes, the most is "
              + MessageSize.BYTES_MAX);
    }
    var came = CODEC.decode(bytes, sent.getClass());
    if (!came.equals(sent)) {
      throw new InvariantViolation("D6", "sent " + sent + ", but there came " + came);
    }
    return came;
  }
}
