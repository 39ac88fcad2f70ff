package io.gristworks.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What really ran, as {@link Append} wrote it down, in the order of the file.
 *
 * @param byTask the executions of each task
 */
record Executions(Map<Integer, List<Execution>> byTask) {

  /** One execution of a task: which attempt, under which lease, since when by the wall clock. */
  record Execution(int attempt, long lease, long atMillis) {}

  /** Those of a batch. */
  static Executions of(Path file, String batch) throws IOException {
    var byTask = new TreeMap<Integer, List<Execution>>();
    if (Files.exists(file)) {
      for (var line : Files.readAllLines(file)) {
        var words = line.split(" ", -1);
        if (words[0].equals(batch)) {
          byTask
              .computeIfAbsent(Integer.valueOf(words[1]), _ -> new ArrayList<>())
              .add(
                  new Execution(
                      Integer.parseInt(words[2]),
                      Long.parseLong(words[3]),
                      Long.parseLong(words[4])));
        }
      }
    }
    return new Executions(byTask);
  }

  int times(int task) {
    return byTask.getOrDefault(task, List.of()).size();
  }

  Set<Integer> tasks() {
    return byTask.keySet();
  }

  /** When the first task of each lease began. */
  List<Long> leaseBeginnings() {
    var first = new TreeMap<Long, Long>();
    byTask.values().stream()
        .flatMap(List::stream)
        .forEach(each -> first.merge(each.lease(), each.atMillis(), Math::min));
    return List.copyOf(first.values());
  }

  /** All of them. */
  int total() {
    return byTask.values().stream().mapToInt(List::size).sum();
  }
}
