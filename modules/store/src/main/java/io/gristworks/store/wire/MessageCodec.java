package io.gristworks.store.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Reports;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.LoadReason;
import io.gristworks.store.journal.ScalarCodecs;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How messages look between nodes: CBOR; what comes by the thousand stands without names, in the
 * order of its components. A field that the receiver does not know it passes over. For any number
 * of threads.
 */
public final class MessageCodec {
  private final ObjectMapper mapper;

  /**
   * A codec for values of the core and for what {@code more} adds to them.
   *
   * @param more forms of other types
   */
  public MessageCodec(Module... more) {
    mapper =
        CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(ScalarCodecs.module())
            .addModule(new CoreForms())
            .addModules(more)
            .build();
  }

  /** The bytes of a message, however many they are. */
  public byte[] encode(Object message) {
    try {
      return mapper.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("no form for " + message.getClass().getName(), e);
    }
  }

  /** The message of that type in {@code bytes}. */
  public <T> T decode(byte[] bytes, Class<T> type) {
    try {
      return mapper.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException("not a " + type.getName(), e);
    }
  }

  private static final class CoreForms extends SimpleModule {
    private static final long serialVersionUID = 1L;

    CoreForms() {
      super("gristworks-messages");
      sealed(ToCoordinator.class);
      sealed(ToNode.class);
      sealed(ToPool.class);
      sealed(ToPoolMember.class);
      sealed(Refusal.class);
      sealed(BatchCommand.class);
      sealed(BatchCommand.Selection.class);
      sealed(JobReason.class);
      sealed(LoadReason.class);
      sealed(CancelReason.class);
      sealed(PauseReason.class);
      sealed(SkipReason.class);
      sealed(CanaryState.class);
      sealed(Awaited.class);
      setMixInAnnotation(SegmentRef.class, SegmentRefForm.class);
      setMixInAnnotation(InputSlice.class, InputSliceForm.class);
      setMixInAnnotation(Reports.Failure.class, FailureForm.class);
    }

    /** A sealed type's kinds are told apart by their simple names. */
    private void sealed(Class<?> type) {
      setMixInAnnotation(type, KindForm.class);
      kinds(type);
    }

    private void kinds(Class<?> type) {
      for (var kind : type.getPermittedSubclasses()) {
        if (kind.isSealed()) {
          kinds(kind);
        } else {
          registerSubtypes(new NamedType(kind, kind.getSimpleName()));
        }
      }
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface KindForm {}

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"id", "firstTask", "lastTask", "entries"})
  private interface SegmentRefForm {}

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"upload", "segment", "firstTask", "tasks"})
  private interface InputSliceForm {}

  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"task", "attempt", "kind", "message", "permanent"})
  private interface FailureForm {}
}
