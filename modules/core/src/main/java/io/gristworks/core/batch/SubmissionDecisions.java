package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.JobAdded;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.task.InputPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How a batch gets its jobs and their tasks. Decides, and changes nothing. */
final class SubmissionDecisions {
  private final Batch batch;

  SubmissionDecisions(Batch batch) {
    this.batch = batch;
  }

  Decision submit(BatchSpec wanted, boolean opened, List<InputPart> inputs, Instant now) {
    if (batch.exists()) {
      return batch.spec().digest().equals(wanted.digest())
          ? new AlreadyTrue()
          : new Refused(new Refusal.KeyUsedOtherwise(batch.id().value()));
    }
    if (wanted.jobs().size() > Batch.MOST_JOBS) {
      return tooManyJobs();
    }
    var fault = Dependencies.fault(wanted.jobs()).or(() -> SpecSize.fault(wanted));
    if (fault.isPresent()) {
      return new Refused(fault.get());
    }
    for (int job = 0; job < wanted.jobs().size(); job++) {
      var spec = wanted.jobs().get(job);
      long tasks = tasksOf(job, inputs);
      if (spec.source().kind() != TaskSource.Kind.SUBMITTED) {
        if (tasks > 0) {
          return new Refused(new Refusal.TasksFromElsewhere(spec.name()));
        }
      } else if (tasks == 0 && !opened) {
        return new Refused(new Refusal.NoTasks(spec.name()));
      } else if (tasks > Batch.MOST_TASKS) {
        return tooMany(spec.name(), tasks);
      }
    }
    return Accepted.of(new BatchSubmitted(wanted, opened, inputs, now));
  }

  Decision append(String job, InputPart part, @Nullable AppendKey key, Instant now) {
    if (!batch.exists()) {
      return new Refused(new Refusal.UnknownBatch(batch.id().value()));
    }
    int at = batch.spec().indexOf(job);
    if (at < 0) {
      return new Refused(new Refusal.UnknownJob(job));
    }
    var repeated = repeated(job, at, part, key);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    if (!batch.isOpen()) {
      return new Refused(new Refusal.AlreadySealed(batch.id().value()));
    }
    if (batch.jobs().get(at).spec().source().kind() != TaskSource.Kind.SUBMITTED) {
      return new Refused(new Refusal.TasksFromElsewhere(job));
    }
    long tasks = batch.jobs().get(at).tasks() + tasksIn(part);
    if (tasks > Batch.MOST_TASKS) {
      return tooMany(job, tasks);
    }
    return Accepted.of(
        new TasksAppended(new InputPart(at, part.upload(), part.segmentTasks()), key, now));
  }

  /** What an append is answered that is not the first of its kind. */
  private Optional<Decision> repeated(String job, int at, InputPart part, @Nullable AppendKey key) {
    if (key == null) {
      return batch.owns(part.upload()) ? Optional.of(new AlreadyTrue()) : Optional.empty();
    }
    var before = batch.appendKeys().digest(at, key.key());
    if (before != null) {
      return Optional.of(
          before.equals(key.digest())
              ? new AlreadyTrue()
              : new Refused(new Refusal.AppendKeyUsedOtherwise(job, key.key())));
    }
    return batch.isOpen() && batch.appendKeys().isFull()
        ? Optional.of(
            new Refused(new Refusal.TooManyAppendKeys(batch.id().value(), AppendKey.MOST)))
        : Optional.empty();
  }

  Decision addJob(JobSpec job, Instant now) {
    int at = batch.spec().indexOf(job.name());
    if (at >= 0) {
      return batch.spec().jobs().get(at).equals(job)
          ? new AlreadyTrue()
          : new Refused(new Refusal.NameTaken(job.name()));
    }
    if (!batch.isOpen()) {
      return new Refused(new Refusal.AlreadySealed(batch.id().value()));
    }
    if (batch.jobs().size() >= Batch.MOST_JOBS) {
      return tooManyJobs();
    }
    var more = batch.spec().and(job);
    return Dependencies.fault(more.jobs())
        .or(() -> SpecSize.fault(more))
        .<Decision>map(Refused::new)
        .orElseGet(() -> Accepted.of(new JobAdded(job, now)));
  }

  Decision seal(SortedMap<String, Long> expected, Instant now) {
    if (!batch.exists()) {
      return new Refused(new Refusal.UnknownBatch(batch.id().value()));
    }
    for (var count : expected.entrySet()) {
      int at = batch.spec().indexOf(count.getKey());
      if (at < 0) {
        return new Refused(new Refusal.UnknownJob(count.getKey()));
      }
      int arrived = batch.jobs().get(at).tasks();
      if (arrived != count.getValue()) {
        return new Refused(new Refusal.CountMismatch(count.getKey(), count.getValue(), arrived));
      }
    }
    if (!batch.isOpen()) {
      return new AlreadyTrue();
    }
    for (var job : batch.jobs()) {
      if (job.tasks() == 0 && !job.dependencies().expectsTasks() && !job.control().isOver()) {
        return new Refused(new Refusal.NoTasks(job.spec().name()));
      }
    }
    return Accepted.of(new BatchSealed(now));
  }

  /** Results of the source are stored as inputs: shall they be tasks? */
  Decision derive(InputPart part, int from, int end, Instant now) {
    var job = batch.jobs().get(part.job());
    var dependencies = job.dependencies();
    if (end <= dependencies.derivedSegments()
        || !dependencies.expectsTasks()
        || job.control().isOver()) {
      return new AlreadyTrue();
    }
    var feed = batch.feed(part.job());
    if (feed.isEmpty() || from != feed.get().from() || end <= from || end > feed.get().end()) {
      return new Refused(
          new Refusal.OutOfStep(job.spec().name(), from, dependencies.derivedSegments()));
    }
    long tasks = job.tasks() + tasksIn(part);
    return tasks > Batch.MOST_TASKS
        ? tooMany(job.spec().name(), tasks)
        : Accepted.of(new TasksDerived(part, from, end, now));
  }

  private static long tasksOf(int job, List<InputPart> inputs) {
    return inputs.stream()
        .filter(part -> part.job() == job)
        .mapToLong(SubmissionDecisions::tasksIn)
        .sum();
  }

  /** As a long: what a stranger counts up may not fit an int, and must not pass for little. */
  private static long tasksIn(InputPart part) {
    return part.segmentTasks().stream().mapToLong(Integer::longValue).sum();
  }

  private Refused tooManyJobs() {
    return new Refused(new Refusal.TooManyJobs(batch.id().value(), Batch.MOST_JOBS));
  }

  private static Refused tooMany(String job, long tasks) {
    return new Refused(new Refusal.TooManyTasks(job, tasks, Batch.MOST_TASKS));
  }
}
