package io.gristworks.engine.host;

import com.sun.management.OperatingSystemMXBean;
import io.gristworks.core.load.HostReading;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads host and JVM together.
 *
 * <p>Heap that the JVM has taken from the host and does not use is not counted as memory in use: a
 * JVM seldom gives it back, and fills it before it asks for more.
 */
public final class HostProbe implements Supplier<HostReading> {
  private final HostFiles files;
  private final List<MemoryPoolMXBean> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  /** Of the host on which these files lie, and this JVM. */
  public HostProbe(HostFiles files) {
    this.files = files;
  }

  /** A reading of now. */
  @Override
  public HostReading get() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var throttling = files.throttling();
    return new HostReading(
        memory(Math.max(0, heap.getCommitted() - heap.getUsed())),
        heapAfterCollection(heap.getMax()),
        files.stall("memory").orElse(Double.NaN),
        cpu(),
        files.stall("cpu").orElse(Double.NaN),
        throttling.periods(),
        throttling.throttled(),
        throttling.micros());
  }

  private double memory(long heapUnused) {
    return files
        .memory()
        .map(it -> (double) Math.max(0, it.usedBytes() - heapUnused) / it.limitBytes())
        .orElse(Double.NaN);
  }

  private double heapAfterCollection(long most) {
    long used = 0;
    boolean known = false;
    for (var pool : heapPools) {
      MemoryUsage left = pool.getCollectionUsage(); // null where a collector does not say
      if (left != null) {
        used += left.getUsed();
        known = true;
      }
    }
    return known && most > 0 ? (double) used / most : Double.NaN;
  }

  private static double cpu() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean host) {
      double load = host.getCpuLoad(); // since the last call; of a container, of its share
      return load >= 0 ? load : Double.NaN;
    }
    return Double.NaN;
  }
}
