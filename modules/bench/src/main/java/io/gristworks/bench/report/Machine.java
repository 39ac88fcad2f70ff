package io.gristworks.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on; without it they say nothing. */
public record Machine(
    String processor, int cores, long memoryBytes, String system, String jdk, double loadAverage) {

  /** The machine this JVM runs on. */
  public static Machine thisOne() {
    var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processorName(),
        bean.getAvailableProcessors(),
        bean.getTotalMemorySize(),
        bean.getName() + " " + bean.getVersion() + " " + bean.getArch(),
        System.getProperty("java.vendor.version") + " (" + Runtime.version() + ")",
        bean.getSystemLoadAverage());
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unnamed processor");
    } catch (IOException notLinux) {
      return "unnamed processor";
    }
  }
}
