package io.gristworks.core.batch;

import io.gristworks.core.message.MessageSize;
import io.gristworks.core.task.Text;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How large the wording of a batch may be, its tasks aside: it is sent whole when it is submitted,
 * and most of it whenever somebody asks how the batch stands.
 */
public final class SpecSize {
  /** The most bytes of one job's parameters, which come with each lease. */
  public static final int PARAMETERS_MAX = 256 << 10;

  /** The most bytes of all that is told of the jobs when somebody asks how the batch stands. */
  public static final int TOLD_MAX = 512 << 10;

  /** The most bytes of all. */
  public static final int BYTES_MAX = MessageSize.BYTES_MAX - (256 << 10);

  /** What a job, a dependency or a list's element takes beside its texts, at most. */
  private static final int JOB = 520;

  private static final int DEPENDENCY = 40;
  private static final int ELEMENT = 8;

  private SpecSize() {}

  /** Why {@code spec} is too large; empty where it is not. */
  public static Optional<Refusal> fault(BatchSpec spec) {
    return fault(spec.name(), spec.labels(), spec.jobs(), spec.afterBatches());
  }

  /** Why a batch of these is too large; empty where it is not. */
  public static Optional<Refusal> fault(
      String name,
      SortedMap<String, String> labels,
      List<JobSpec> jobs,
      List<BatchDependency> afterBatches) {
    long told = Text.bytes(name) + of(labels) + 2L * JOB;
    for (var needed : afterBatches) {
      told += DEPENDENCY + Text.bytes(needed.batch());
    }
    long rest = 0;
    for (var job : jobs) {
      int parameters = Text.bytes(job.parameters());
      if (parameters > PARAMETERS_MAX) {
        return Optional.of(new Refusal.ParametersTooLarge(job.name(), parameters, PARAMETERS_MAX));
      }
      told += told(job);
      rest += JOB + parameters + rest(job);
    }
    if (told > TOLD_MAX) {
      return Optional.of(new Refusal.JobsTooLarge(told, TOLD_MAX));
    }
    return told + rest > BYTES_MAX
        ? Optional.of(new Refusal.BatchTooLarge(told + rest, BYTES_MAX))
        : Optional.empty();
  }

  private static long told(JobSpec job) {
    long bytes =
        (long) Text.bytes(job.name())
            + Text.bytes(job.operation())
            + Text.bytes(job.queue())
            + ELEMENT;
    for (var needed : job.after()) {
      bytes += DEPENDENCY + Text.bytes(needed.job());
    }
    return bytes;
  }

  private static long rest(JobSpec job) {
    return of(job.retry().retryOn()) + of(job.retry().giveUpOn()) + Text.bytes(job.source().job());
  }

  private static long of(Collection<String> texts) {
    return texts.stream().mapToLong(text -> ELEMENT + Text.bytes(text)).sum();
  }

  private static long of(Map<String, String> texts) {
    return of(texts.keySet()) + of(texts.values());
  }
}
