package io.gristworks.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** How wishes and refusals of bulk operations look in their column: JSON that people can read. */
final class BulkJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a later version's
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS) // a selection of all says nothing more
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new Text<>(Instant.class, Instant::parse))
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(Duration.class, new Text<>(Duration.class, Duration::parse))
                  .addSerializer(BatchId.class, ToStringSerializer.instance)
                  .addDeserializer(BatchId.class, new Text<>(BatchId.class, BatchId::new)))
          .addMixIn(BatchCommand.class, CommandForm.class)
          .addMixIn(BatchCommand.Selection.class, SelectionForm.class)
          .addMixIn(Refusal.class, RefusalForm.class)
          .build();

  private BulkJson() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("no form for " + value.getClass(), e);
    }
  }

  static BulkRequest wish(String text) {
    return read(text, new TypeReference<>() {});
  }

  static List<BulkAnswer.Refused> refusals(String text) {
    return read(text, new TypeReference<>() {});
  }

  private static <T> T read(String text, TypeReference<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a bulk operation cannot be read", e);
    }
  }

  /** Names are never changed: stored operations are read by them. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = BatchCommand.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = BatchCommand.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = BatchCommand.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = BatchCommand.SetPriority.class, name = "priority"),
    @JsonSubTypes.Type(value = BatchCommand.SetLimits.class, name = "limits"),
    @JsonSubTypes.Type(value = BatchCommand.SetDeadline.class, name = "deadline"),
    @JsonSubTypes.Type(value = BatchCommand.RetryFailed.class, name = "retry")
  })
  private interface CommandForm {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = BatchCommand.Selection.All.class, name = "all"),
    @JsonSubTypes.Type(value = BatchCommand.Selection.OfGroup.class, name = "group")
  })
  private interface SelectionForm {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Refusal.UnknownBatch.class, name = "unknown-batch"),
    @JsonSubTypes.Type(value = Refusal.UnknownJob.class, name = "unknown-job"),
    @JsonSubTypes.Type(value = Refusal.UnknownTask.class, name = "unknown-task"),
    @JsonSubTypes.Type(value = Refusal.KeyUsedOtherwise.class, name = "key-used-otherwise"),
    @JsonSubTypes.Type(
        value = Refusal.AppendKeyUsedOtherwise.class,
        name = "append-key-used-otherwise"),
    @JsonSubTypes.Type(value = Refusal.TooManyAppendKeys.class, name = "too-many-append-keys"),
    @JsonSubTypes.Type(value = Refusal.AlreadySealed.class, name = "already-sealed"),
    @JsonSubTypes.Type(value = Refusal.CountMismatch.class, name = "count-mismatch"),
    @JsonSubTypes.Type(value = Refusal.NoTasks.class, name = "no-tasks"),
    @JsonSubTypes.Type(value = Refusal.TooManyTasks.class, name = "too-many-tasks"),
    @JsonSubTypes.Type(value = Refusal.TooManyJobs.class, name = "too-many-jobs"),
    @JsonSubTypes.Type(value = Refusal.ParametersTooLarge.class, name = "parameters-too-large"),
    @JsonSubTypes.Type(value = Refusal.JobsTooLarge.class, name = "jobs-too-large"),
    @JsonSubTypes.Type(value = Refusal.BatchTooLarge.class, name = "batch-too-large"),
    @JsonSubTypes.Type(value = Refusal.Cycle.class, name = "cycle"),
    @JsonSubTypes.Type(value = Refusal.NameTaken.class, name = "name-taken"),
    @JsonSubTypes.Type(value = Refusal.TasksFromElsewhere.class, name = "tasks-from-elsewhere"),
    @JsonSubTypes.Type(value = Refusal.NothingToReduce.class, name = "nothing-to-reduce"),
    @JsonSubTypes.Type(value = Refusal.AlreadyEnded.class, name = "already-ended"),
    @JsonSubTypes.Type(value = Refusal.StillEnding.class, name = "still-ending"),
    @JsonSubTypes.Type(value = Refusal.UnknownGroup.class, name = "unknown-group"),
    @JsonSubTypes.Type(value = Refusal.CanaryUnderWay.class, name = "canary-under-way"),
    @JsonSubTypes.Type(value = Refusal.OutOfStep.class, name = "out-of-step"),
    @JsonSubTypes.Type(value = Refusal.BatchRetired.class, name = "batch-retired"),
    @JsonSubTypes.Type(value = Refusal.BeingPurged.class, name = "being-purged"),
    @JsonSubTypes.Type(value = Refusal.NotFinished.class, name = "not-finished"),
    @JsonSubTypes.Type(value = Refusal.FinishedLater.class, name = "finished-later")
  })
  private interface RefusalForm {}

  /** What is one text. */
  private static final class Text<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Function<String, T> parse;

    Text(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return parse.apply(from.getText());
    }
  }
}
