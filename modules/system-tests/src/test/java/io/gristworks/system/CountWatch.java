package io.gristworks.system;

import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads at several gateways, again and again, how many tasks of batches have succeeded, and notes
 * where a gateway tells fewer than any had told before it was asked. Threads: one for each gateway.
 */
final class CountWatch implements AutoCloseable {
  private static final long PAUSE_MILLIS = 150;

  private final Map<WorkId, Long> most = new ConcurrentHashMap<>();
  private final List<String> wentBack = new CopyOnWriteArrayList<>();
  private final AtomicLong reads = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();
  private volatile Set<URI> judged = Set.of();

  CountWatch(List<URI> gateways) {
    for (var gateway : gateways) {
      threads.add(Thread.ofPlatform().daemon().name("watch-" + gateway).start(() -> read(gateway)));
    }
  }

  /** From now on this batch is read, too. */
  void watch(WorkId batch) {
    most.put(batch, 0L);
  }

  /** From now on what these tell counts, until it is called again; what others tell is a bound. */
  void judge(List<URI> gateways) {
    judged = Set.copyOf(gateways);
    turns.incrementAndGet();
  }

  /** How often a gateway was judged. */
  long reads() {
    return reads.get();
  }

  /** Each time that fewer were told, in a sentence. */
  List<String> wentBack() {
    return List.copyOf(wentBack);
  }

  private void read(URI gateway) {
    try (var client = GristClient.at(gateway)) {
      while (true) {
        for (var batch : most.keySet()) {
          read(gateway, client, batch);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(URI gateway, GristClient client, WorkId batch) throws InterruptedException {
    int turn = turns.get();
    boolean judges = judged.contains(gateway);
    long before = most.getOrDefault(batch, 0L);
    try {
      var status = Batches.statusNow(client, batch);
      if (status.isEmpty()) {
        return; // it cannot say now
      }
      long now = status.get().counts().succeeded();
      most.merge(batch, now, Math::max);
      if (judges && turn == turns.get()) {
        reads.incrementAndGet();
        if (now < before) {
          wentBack.add(gateway + " told " + now + " of " + batch + " after " + before);
        }
      }
    } catch (IOException e) {
      if (judges && turn == turns.get()) {
        wentBack.add(gateway + " told nothing of " + batch + ": " + e);
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
