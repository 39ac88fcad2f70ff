package io.gristworks.system;

import io.gristworks.handler.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;

/**
 * What {@link AppendBothEnds} wrote, in the order of the file: a line stands in it before its task
 * does anything, or after it has done all.
 *
 * @param most how many ran at once, at most
 */
record ConcurrentRuns(int most) {
  static final String BEGINS = "begins";
  static final String ENDS = "ends";
  private static final String KILLED = "killed";

  /** A line of a task. */
  static String line(String what, long process, TaskContext context) {
    return "%s %d %s %d%n".formatted(what, process, context.batch(), context.task());
  }

  /** A process is gone: nothing that ran there runs any more. */
  static void killed(Path file, long process) throws IOException {
    Files.writeString(file, "%s %d%n".formatted(KILLED, process), StandardOpenOption.APPEND);
  }

  /** All that the file tells. */
  static ConcurrentRuns of(Path file) throws IOException {
    var running = new HashMap<Long, Integer>();
    int most = 0;
    for (var line : Files.readAllLines(file)) {
      var words = line.split(" ", -1);
      var process = Long.valueOf(words[1]);
      switch (words[0]) {
        case BEGINS -> running.merge(process, 1, Integer::sum);
        case ENDS -> running.merge(process, -1, Integer::sum);
        case KILLED -> running.remove(process);
        default -> throw new IllegalStateException("not a line of this: " + line);
      }
      most = Math.max(most, running.values().stream().mapToInt(Integer::intValue).sum());
    }
    return new ConcurrentRuns(most);
  }
}
