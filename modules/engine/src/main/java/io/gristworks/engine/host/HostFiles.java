package io.gristworks.engine.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The files in which Linux tells how it presses: those of this process's control group (version 2),
 * where there is one, and of {@code /proc}. Each may be missing, or unreadable.
 *
 * @param root the root of the file system, {@code /} but in tests
 */
public record HostFiles(Path root) {

  /** How much memory is taken, of how much. */
  public record Memory(long usedBytes, long limitBytes) {}

  /** How often the group used up its CPU quota; all 0 where it has none. */
  public record Throttling(long periods, long throttled, long micros) {}

  /**
   * Of the group's limit, or, where it has none, of the whole machine. Cached files that can be
   * dropped at once do not count.
   */
  public Optional<Memory> memory() {
    var group = group();
    var limit = number(group.resolve("memory.max"));
    var current = number(group.resolve("memory.current"));
    if (limit.isPresent() && current.isPresent()) {
      long cached = field(group.resolve("memory.stat"), "inactive_file").orElse(0);
      return Optional.of(new Memory(Math.max(0, current.getAsLong() - cached), limit.getAsLong()));
    }
    var info = root.resolve("proc/meminfo");
    var total = field(info, "MemTotal:");
    var available = field(info, "MemAvailable:");
    return total.isPresent() && available.isPresent()
        ? Optional.of(
            new Memory(
                (total.getAsLong() - available.getAsLong()) * 1024, total.getAsLong() * 1024))
        : Optional.empty();
  }

  /** How the group is held to its CPU quota. */
  public Throttling throttling() {
    var file = group().resolve("cpu.stat");
    return new Throttling(
        field(file, "nr_periods").orElse(0),
        field(file, "nr_throttled").orElse(0),
        field(file, "throttled_usec").orElse(0));
  }

  /**
   * The share of the last ten seconds, 0 to 1, in which something of the group, or else of the
   * machine, waited for a resource.
   *
   * @param resource {@code memory} or {@code cpu}
   */
  public OptionalDouble stall(String resource) {
    var own = stallIn(group().resolve(resource + ".pressure"));
    return own.isPresent() ? own : stallIn(root.resolve("proc/pressure/" + resource));
  }

  private static OptionalDouble stallIn(Path file) {
    return lines(file).stream()
        .filter(line -> line.startsWith("some "))
        .flatMap(line -> Stream.of(line.split(" ")))
        .filter(word -> word.startsWith("avg10="))
        .flatMapToDouble(word -> decimal(word.substring("avg10=".length())).stream())
        .map(percent -> percent / 100)
        .findFirst();
  }

  /** Where the group's files are: in a container at the top, elsewhere where the kernel says. */
  private Path group() {
    var top = root.resolve("sys/fs/cgroup");
    return lines(root.resolve("proc/self/cgroup")).stream()
        .filter(line -> line.startsWith("0::/"))
        .map(line -> top.resolve(line.substring("0::/".length())).normalize())
        .filter(path -> path.startsWith(top) && Files.isReadable(path.resolve("cpu.stat")))
        .findFirst()
        .orElse(top);
  }

  /** The number that is all of a file; none where it is {@code max}. */
  private static OptionalLong number(Path file) {
    var lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : whole(lines.getFirst());
  }

  /** The number after a name at the beginning of a line. */
  private static OptionalLong field(Path file, String name) {
    return lines(file).stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .flatMapToLong(words -> whole(words[1]).stream())
        .findFirst();
  }

  private static OptionalLong whole(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalDouble decimal(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException _) {
      return OptionalDouble.empty();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException | UncheckedIOException _) { // gone, or a kernel that keeps it to itself
      return List.of();
    }
  }
}
