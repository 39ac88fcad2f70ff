package io.gristworks.system;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An operation that leaves a trace outside of Gristworks: each execution appends one line to a
 * file, then takes its time, and at its end appends one to another. A task's input is the
 * milliseconds it takes beside those of the job.
 */
public final class Append implements Operation<Append.Parameters, Long, Append.Result> {
  /** The input of a task that ends the process that runs it, at once and without a word. */
  public static final long KILLS_ITS_NODE = -1;

  /**
   * What the job's executions do.
   *
   * @param file where they append; on a disk that all nodes share
   * @param millis how long each takes
   */
  public record Parameters(String file, long millis) {}

  /** What a task returns: its own index. */
  public record Result(long task) {}

  @Override
  public String name() {
    return "append";
  }

  @Override
  public String description() {
    return "Appends a line for each execution to a file.";
  }

  @Override
  public Class<Parameters> parametersType() {
    return Parameters.class;
  }

  @Override
  public Class<Long> inputType() {
    return Long.class;
  }

  @Override
  public Traits traits() {
    return Traits.waiting();
  }

  @Override
  public Handler<Long, Result> open(Parameters parameters, NodeContext context) throws IOException {
    var file = Path.of(parameters.file());
    return new Appender(open(file), open(ended(file)), parameters.millis());
  }

  /** Where the ends of executions are appended: batch, task, and when, in ms since 1970. */
  static Path ended(Path file) {
    return file.resolveSibling(file.getFileName() + ".ended");
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private record Appender(FileChannel file, FileChannel ended, long millis)
      implements TaskHandler<Long, Result> {

    @Override
    public Result handle(Long input, TaskContext context) throws Exception {
      var line =
          "%s %d %d %d %d%n"
              .formatted(
                  context.batch(),
                  context.task(),
                  context.attempt(),
                  context.lease(),
                  System.currentTimeMillis());
      append(file, line);
      if (input == KILLS_ITS_NODE) {
        Runtime.getRuntime().halt(137);
      }
      Thread.sleep(millis + input);
      context.count("appended", 1);
      append(
          ended,
          "%s %d %d%n".formatted(context.batch(), context.task(), System.currentTimeMillis()));
      return new Result(context.task());
    }

    /** A few bytes at the end of the file: whole, or not at all, even under SIGKILL. */
    private static void append(FileChannel to, String line) throws IOException {
      to.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
      try {
        file.close();
        ended.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
