package io.gristworks.simulation.world;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The wires between machines. What one says to another arrives in the order in which it was said,
 * if it arrives, as the transport promises; faults break that, too.
 */
public final class Network {
  private static final long LOCAL_NANOS = 5_000;

  private final Timeline timeline;
  private final RandomGenerator random;
  private final UnaryOperator<Object> wire;
  private final BiConsumer<Address, Envelope> deliver;
  private final TreeMap<Long, Queue<Runnable>> clogged = new TreeMap<>();
  private final TreeMap<Long, Integer> cuts = new TreeMap<>();
  private final Map<Long, Long> lastArrival = new HashMap<>(); // asked by key only, never walked
  private NetworkFaults networkFaults;
  private Predicate<Object> harmed = _ -> true;
  private long sent;
  private long lost;

  /**
   * How the wires are.
   *
   * @param latencyNanos the usual time on the way
   * @param loss the part of messages that is lost
   * @param twice the part that arrives twice
   * @param late the part that is held up, and so overtaken by later ones
   * @param lateNanos for how long at most
   */
  public record NetworkFaults(
      long latencyNanos, double loss, double twice, double late, long lateNanos) {
    /** Half a millisecond, and nothing goes wrong. */
    public static final NetworkFaults FAIR = new NetworkFaults(500_000, 0, 0, 0, 0);
  }

  /**
   * Wires.
   *
   * @param wire what becomes of words on their way to another machine
   * @param deliver brings a message to whom it is for, if it is still there
   */
  public Network(
      Timeline timeline,
      RandomGenerator random,
      NetworkFaults networkFaults,
      UnaryOperator<Object> wire,
      BiConsumer<Address, Envelope> deliver) {
    this.timeline = timeline;
    this.random = random;
    this.networkFaults = networkFaults;
    this.wire = wire;
    this.deliver = deliver;
  }

  /** Changes how the wires are. */
  public void networkFaults(NetworkFaults other) {
    networkFaults = other;
  }

  /** Only such words are lost, late or doubled; and cut wires carry all others. */
  public void harmOnly(Predicate<Object> words) {
    harmed = words;
  }

  /** How they are. */
  public NetworkFaults networkFaults() {
    return networkFaults;
  }

  /** Sends a message. */
  public void send(Envelope said, Address to) {
    sent++;
    if (said.from().machine() == to.machine()) {
      arrive(said, to, LOCAL_NANOS, true);
      return;
    }
    boolean cut = isCut(said.from().machine(), to.machine()) && harmed.test(said.words());
    if (cut || falls(networkFaults.loss, said)) {
      lost++;
      return;
    }
    var envelope = new Envelope(said.from(), wire.apply(said.words()));
    var clog = clogged.get(wire(envelope.from().machine(), to.machine()));
    if (clog != null) {
      clog.add(() -> transmit(envelope, to));
    } else {
      transmit(envelope, to);
    }
  }

  private void transmit(Envelope envelope, Address to) {
    long latency = networkFaults.latencyNanos / 2 + random.nextLong(networkFaults.latencyNanos);
    boolean late = networkFaults.late > 0 && falls(networkFaults.late, envelope);
    arrive(
        envelope, to, late ? latency + random.nextLong(networkFaults.lateNanos) : latency, !late);
    if (networkFaults.twice > 0 && falls(networkFaults.twice, envelope)) {
      arrive(envelope, to, latency + random.nextLong(networkFaults.lateNanos + 1), false);
    }
  }

  /** Whether a fault falls to this message that happens to such a part of them. */
  private boolean falls(double part, Envelope envelope) {
    return random.nextDouble() < part && harmed.test(envelope.words());
  }

  private void arrive(Envelope envelope, Address to, long latency, boolean inOrder) {
    long at = timeline.now() + latency;
    if (inOrder) {
      long pair = envelope.from().number() << 32 | to.number();
      at = Math.max(at, lastArrival.getOrDefault(pair, 0L) + 1);
      lastArrival.put(pair, at);
    }
    timeline.at(at, () -> deliver.accept(to, envelope));
  }

  private static long wire(int from, int to) {
    return (long) from << 32 | to;
  }

  /** Whether nothing gets from one machine to another. */
  public boolean isCut(int from, int to) {
    return cuts.containsKey(wire(from, to));
  }

  /** Cuts one direction; as often as it is cut it must be mended. */
  public void cut(int from, int to) {
    cuts.merge(wire(from, to), 1, Integer::sum);
  }

  /** Mends one direction. */
  public void mend(int from, int to) {
    cuts.computeIfPresent(wire(from, to), (_, times) -> times == 1 ? null : times - 1);
  }

  /** From now on nothing arrives this way, but is kept. */
  public void clog(int from, int to) {
    clogged.putIfAbsent(wire(from, to), new ArrayDeque<>());
  }

  /** All that was kept goes its way. */
  public void unclog(int from, int to) {
    var kept = clogged.remove(wire(from, to));
    if (kept != null) {
      kept.forEach(Runnable::run);
    }
  }

  /** Whether every wire carries everything. */
  public boolean isWhole() {
    return cuts.isEmpty() && clogged.isEmpty();
  }

  /** Whether what one machine says to another is lost, or kept, for now. */
  public boolean isBlocked(int from, int to) {
    return isCut(from, to) || clogged.containsKey(wire(from, to));
  }

  /** Mends and frees everything. */
  public void heal() {
    cuts.clear();
    while (!clogged.isEmpty()) {
      clogged.pollFirstEntry().getValue().forEach(Runnable::run);
    }
  }

  /** Messages sent so far. */
  public long sent() {
    return sent;
  }

  /** Messages lost so far. */
  public long lost() {
    return lost;
  }
}
