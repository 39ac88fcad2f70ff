package io.gristworks.simulation.check;

import io.gristworks.core.batch.Reports.JobReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is durable beside the journal, to be looked up by its id. */
public interface Records {
  /** The outcomes in a segment; null where none is stored under that id. */
  @Nullable JobReport outcomes(UUID segment);

  /** Whether an upload of inputs is stored. */
  boolean hasInputs(String upload);

  /**
   * What a derived upload holds, by segment: of each input the task of the source whose result it
   * is. Null where none is stored under that id.
   */
  @Nullable List<int[]> derived(String upload);
}
