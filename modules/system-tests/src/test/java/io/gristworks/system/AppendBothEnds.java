package io.gristworks.system;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * As {@link Append}, with a line for the end of each execution, too, and the process in each: so
 * that the file tells how many ran at once. Not for tasks that are cancelled: an interrupt would
 * close the file.
 */
public final class AppendBothEnds implements Operation<Append.Parameters, Long, Append.Result> {
  static final String NAME = "append-both-ends";

  private final Append append = new Append();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Appends a line for the beginning and the end of each execution to a file.";
  }

  @Override
  public Class<Append.Parameters> parametersType() {
    return Append.Parameters.class;
  }

  @Override
  public Class<Long> inputType() {
    return Long.class;
  }

  @Override
  public Traits traits() {
    return append.traits();
  }

  @Override
  public Handler<Long, Append.Result> open(Append.Parameters parameters, NodeContext context)
      throws IOException {
    var file = Path.of(parameters.file());
    return new Appender(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        parameters.millis());
  }

  private record Appender(FileChannel file, long millis)
      implements TaskHandler<Long, Append.Result> {

    @Override
    public Append.Result handle(Long input, TaskContext context) throws Exception {
      write(ConcurrentRuns.BEGINS, context);
      Thread.sleep(millis + input);
      context.count("appended", 1);
      write(ConcurrentRuns.ENDS, context);
      return new Append.Result(context.task());
    }

    private void write(String what, TaskContext context) throws IOException {
      var line = ConcurrentRuns.line(what, ProcessHandle.current().pid(), context);
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
