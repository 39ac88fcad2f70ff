package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadInputs;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadSegments;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadTasks;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.InputPage;
import io.gristworks.engine.protocol.CoordinatorReply.Refused;
import io.gristworks.engine.protocol.CoordinatorReply.SegmentPage;
import io.gristworks.engine.protocol.CoordinatorReply.TaskPage;
import io.gristworks.engine.protocol.CoordinatorReply.TaskStanding;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Answers about tasks and results, from memory. Changes nothing. */
final class BatchQueries {
  /** So much, in segments and parts, is told of inputs in one message. */
  private static final int INPUTS_PER_PAGE = 20_000;

  /** What a part takes in a message, as segments. */
  private static final int PART = 20;

  private BatchQueries() {}

  static CoordinatorReply.ToSegments segments(Batch batch, ReadSegments question, long revision) {
    var refusal = batch.retirement().refusal();
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    int at = batch.spec().indexOf(question.job());
    if (at < 0) {
      return new Refused(new Refusal.UnknownJob(question.job()));
    }
    var job = batch.jobs().get(at);
    var outcomes = OutcomePage.of(job, question.from(), OutcomePage.Bounds.MESSAGE);
    return new SegmentPage(revision, at, job.tasks(), outcomes);
  }

  static CoordinatorReply.ToInputs inputs(Batch batch, ReadInputs question) {
    var refusal = batch.retirement().refusal();
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    int at = batch.spec().indexOf(question.job());
    if (at < 0) {
      return new Refused(new Refusal.UnknownJob(question.job()));
    }
    var all = batch.jobs().get(at).inputs();
    int from = Math.min(Math.max(0, question.from()), all.size());
    int end = from;
    long told = 0;
    while (end < all.size() && (end == from || told < INPUTS_PER_PAGE)) {
      told += PART + all.get(end).segmentTasks().size();
      end++;
    }
    return new InputPage(List.copyOf(all.subList(from, end)), end == all.size() ? -1 : end);
  }

  static CoordinatorReply.ToTasks tasks(Batch batch, TaskDispatch dispatch, ReadTasks question) {
    var refusal = batch.retirement().refusal();
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    int at = batch.spec().indexOf(question.job());
    if (at < 0) {
      return new Refused(new Refusal.UnknownJob(question.job()));
    }
    var job = batch.jobs().get(at);
    int limit = Math.min(Math.max(1, question.limit()), 1000);
    var found = new ArrayList<TaskStanding>();
    var among = in(question.state(), job, dispatch, at);
    int next = -1;
    long task = among.nextValue(Math.max(0, question.from()));
    while (task >= 0) {
      if (found.size() == limit) {
        next = (int) task;
        break;
      }
      found.add(standing(job, dispatch, at, (int) task));
      task = among.nextValue((int) task + 1);
    }
    var segments =
        limit == 1 && !found.isEmpty()
            ? lastOf(
                job.segments().stream().filter(s -> s.mayHold(found.getFirst().task())).toList())
            : List.<SegmentRef>of();
    return new TaskPage(at, job.tasks(), found, next, segments);
  }

  private static List<SegmentRef> lastOf(List<SegmentRef> segments) {
    int first = Math.max(0, segments.size() - TaskPage.SEGMENTS_MAX);
    return segments.subList(first, segments.size());
  }

  private static RoaringBitmap in(
      @Nullable TaskState state, JobProgress job, TaskDispatch dispatch, int at) {
    return switch (state) {
      case null -> RoaringBitmap.bitmapOfRange(0, job.tasks());
      case PENDING -> dispatch.pending(at);
      case LEASED -> dispatch.leased(at);
      case WAITING_RETRY -> dispatch.waiting(at);
      case SUCCEEDED -> job.succeeded();
      case FAILED -> job.failed();
      case CANCELLED -> job.cancelled();
    };
  }

  private static TaskStanding standing(JobProgress job, TaskDispatch dispatch, int at, int task) {
    int failed = job.failedAttempts(task);
    var known = job.suspects().of(task);
    var suspicion = known == null ? null : known.evidence();
    var state = endOf(job, task);
    if (state != null) {
      return new TaskStanding(task, state, failed, null, null, suspicion);
    }
    if (dispatch.waiting(at).contains(task)) {
      return new TaskStanding(
          task, TaskState.WAITING_RETRY, failed, job.dueOf(task), null, suspicion);
    }
    var node = dispatch.holderOf(at, task).orElse(null);
    return new TaskStanding(
        task, node == null ? TaskState.PENDING : TaskState.LEASED, failed, null, node, suspicion);
  }

  private static @Nullable TaskState endOf(JobProgress job, int task) {
    if (job.succeeded().contains(task)) {
      return TaskState.SUCCEEDED;
    }
    if (job.failed().contains(task)) {
      return TaskState.FAILED;
    }
    return job.cancelled().contains(task) ? TaskState.CANCELLED : null;
  }
}
