package io.gristworks.engine.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.task.TaskSet;
import java.io.IOException;

/** How the core's values, which know nothing of Jackson, look between nodes. */
public final class WireModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** Found by name in the configuration. */
  public WireModule() {
    super("gristworks-wire");
    addSerializer(TaskSet.class, new TaskSetWriter());
    addDeserializer(TaskSet.class, new TaskSetReader());
    sealed(Refusal.class);
    sealed(BatchCommand.class);
    sealed(BatchCommand.Selection.class);
  }

  /** A sealed type's kinds are told apart by their simple names. */
  private void sealed(Class<?> type) {
    setMixInAnnotation(type, KindForm.class);
    for (var kind : type.getPermittedSubclasses()) {
      registerSubtypes(new NamedType(kind, kind.getSimpleName()));
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface KindForm {}

  private static final class TaskSetWriter extends StdSerializer<TaskSet> {
    private static final long serialVersionUID = 1L;

    TaskSetWriter() {
      super(TaskSet.class);
    }

    @Override
    public void serialize(TaskSet tasks, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(tasks.toBytes());
    }
  }

  private static final class TaskSetReader extends StdDeserializer<TaskSet> {
    private static final long serialVersionUID = 1L;

    TaskSetReader() {
      super(TaskSet.class);
    }

    @Override
    public TaskSet deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return TaskSet.fromBytes(in.getBinaryValue());
    }
  }
}
