package io.gristworks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkTarget;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkJsonTest {
  private static final BulkTarget JOB = new BulkTarget(BatchId.of("mill", "story"), "scan");

  @Test
  void everyRefusalComesBackAsItWas() throws ReflectiveOperationException {
    var refusals = new ArrayList<BulkAnswer.Refused>();
    refusals.add(JOB.silent());
    for (var kind : Refusal.class.getPermittedSubclasses()) {
      var values =
          Arrays.stream(kind.getRecordComponents()).map(RecordComponent::getType).map(this::sample);
      var refusal = (Refusal) kind.getDeclaredConstructors()[0].newInstance(values.toArray());
      refusals.add(JOB.refused(refusal));
    }
    assertThat(BulkJson.refusals(BulkJson.text(refusals))).isEqualTo(refusals);
  }

  private Object sample(Class<?> type) {
    if (type == String.class) {
      return "scan";
    } else if (type == int.class) {
      return 7;
    } else if (type == long.class) {
      return 1L << 40;
    } else if (type == Instant.class) {
      return Instant.EPOCH;
    }
    assertThat(type).isEqualTo(List.class);
    return List.of("load", "scan");
  }
}
