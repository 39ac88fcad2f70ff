package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonToken;
import io.gristworks.core.batch.DependencyGraph;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.RequestObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wording of a whole submission, and tells everything that is wrong with it at once. Safe
 * for many threads.
 */
final class BatchReader {
  private static final int LONGEST_NAME = 200;
  private static final List<String> OF_THE_BATCH = List.of("batch_name", "labels", "after_batches");
  private static final byte[] NO_BODY = {};

  private final JobReader jobs;
  private final Limits limits;

  BatchReader(OperationCatalog catalog, Limits limits) {
    this.jobs = new JobReader(catalog, limits);
    this.limits = limits;
  }

  /**
   * Reads a job that is a batch of its own, tasks included.
   *
   * @throws ProblemFound 400 or 422
   */
  BatchDraft single(byte[] json) {
    return single(json, JobReader.TasksAre.HERE, json);
  }

  /**
   * Reads the options of a job whose tasks come in another body.
   *
   * @throws ProblemFound 422
   */
  BatchDraft options(byte[] json) {
    return single(json, JobReader.TasksAre.IN_THE_BODY, NO_BODY);
  }

  private BatchDraft single(byte[] json, JobReader.TasksAre tasksAre, byte[] body) {
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object == null) {
      throw new ProblemFound(Problem.invalid("", "must be a JSON object"));
    }
    var job = jobs.read(object, "", tasksAre, OF_THE_BATCH, faults);
    var fields = new RequestFields(object, "", limits.fieldBytes(), faults);
    var name = fields.title("batch_name", "", LONGEST_NAME);
    var labels = fields.labels("labels");
    var after = DependencyReader.afterBatches(fields);
    faults.refuseIfAny();
    if (job == null) {
      throw new IllegalStateException("a job that could not be read has faults");
    }
    return new BatchDraft(
        name.isEmpty() ? job.spec().name() : name, labels, false, List.of(job), after, body);
  }

  /**
   * Reads a batch of several jobs.
   *
   * @throws ProblemFound 400 or 422
   */
  BatchDraft several(byte[] json) {
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object == null) {
      throw new ProblemFound(Problem.invalid("", "must be a JSON object"));
    }
    var fields = new RequestFields(object, "", limits.fieldBytes(), faults);
    fields.allow(List.of("name", "labels", "open", "after_batches", "jobs"));
    var name = fields.title("name", "", LONGEST_NAME);
    var labels = fields.labels("labels");
    boolean open = fields.flag("open");
    var after = DependencyReader.afterBatches(fields);
    var read = jobs(object, fields, open, faults);
    faults.refuseIfAny();
    DependencyGraph.findCycle(read.stream().map(JobDraft::spec).toList())
        .ifPresent(
            circle ->
                faults.add("/jobs", "jobs wait for each other: " + String.join(" -> ", circle)));
    faults.refuseIfAny();
    return new BatchDraft(name, labels, open, read, after, json);
  }

  /**
   * Reads one more job for an open batch; its tasks may come later.
   *
   * @param known the names of the batch's jobs
   * @throws ProblemFound 400 or 422
   */
  JobDraft step(byte[] json, Set<String> known) {
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object == null) {
      throw new ProblemFound(Problem.invalid("", "must be a JSON object"));
    }
    var job =
        jobs.read(object, "", JobReader.TasksAre.HERE_OR_LATER, OptionsReader.OF_A_STEP, faults);
    faults.refuseIfAny();
    if (job == null) {
      throw new IllegalStateException("a job that could not be read has faults");
    }
    checkNeeded(job.spec(), "", known, faults);
    var tasks = job.tasks();
    if (tasks != null && JobReader.isEmptyArray(object, tasks)) {
      faults.add(job.tasksPointer(), "is empty; leave it out where tasks come later");
    }
    faults.refuseIfAny();
    return job;
  }

  private List<JobDraft> jobs(
      RequestObject object, RequestFields fields, boolean open, Faults faults) {
    var elements = elements(object, fields);
    var tasksAre = open ? JobReader.TasksAre.HERE_OR_LATER : JobReader.TasksAre.HERE;
    var drafts = new ArrayList<@Nullable JobDraft>();
    for (var element : elements) {
      var pointer = "/jobs/" + drafts.size();
      var job =
          RequestObject.read(object.bytes(), element.start(), element.length(), pointer, faults);
      drafts.add(
          job == null ? null : jobs.read(job, pointer, tasksAre, OptionsReader.OF_A_STEP, faults));
    }
    checkNames(drafts, faults);
    var read = new ArrayList<JobDraft>();
    for (var draft : drafts) {
      if (draft != null) {
        read.add(draft);
      }
    }
    return read;
  }

  private List<RequestObject.Value> elements(RequestObject object, RequestFields fields) {
    var list = object.find("jobs");
    if (list == null) {
      fields.fault("jobs", "is missing; a batch needs at least one job");
      return List.of();
    }
    if (list.kind() != JsonToken.START_ARRAY) {
      fields.fault("jobs", "must be an array, was " + RequestFields.shortly(object.text(list)));
      return List.of();
    }
    var elements = new ArrayList<RequestObject.Value>();
    try (var parser =
        RequestObject.JSON.createParser(object.bytes(), list.start(), list.length())) {
      parser.nextToken();
      for (var kind = parser.nextToken(); kind != JsonToken.END_ARRAY; kind = parser.nextToken()) {
        elements.add(RequestObject.valueAt(parser, kind, list.start()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("was read once already", e);
    }
    if (elements.isEmpty() || elements.size() > limits.jobsOfBatch()) {
      fields.fault("jobs", "must be 1 to " + limits.jobsOfBatch() + ", were " + elements.size());
      return List.of();
    }
    return elements;
  }

  /** Names must be unique; dependencies must exist, as far as all jobs could be read. */
  private static void checkNames(List<@Nullable JobDraft> drafts, Faults faults) {
    var places = new HashMap<String, Integer>();
    boolean allRead = true;
    for (int at = 0; at < drafts.size(); at++) {
      var draft = drafts.get(at);
      if (draft == null) {
        allRead = false;
        continue;
      }
      var before = places.putIfAbsent(draft.spec().name(), at);
      if (before != null) {
        faults.add(
            "/jobs/" + at + "/name",
            "job " + at + " is called " + draft.spec().name() + ", as is job " + before);
      }
    }
    for (int at = 0; allRead && at < drafts.size(); at++) {
      var draft = drafts.get(at);
      if (draft != null) {
        checkNeeded(draft.spec(), "/jobs/" + at, new TreeMap<>(places).keySet(), faults);
      }
    }
  }

  /** Tells of jobs that {@code job} needs and that are not among {@code known}. */
  static void checkNeeded(JobSpec job, String pointer, Set<String> known, Faults faults) {
    var after = job.afterNames();
    for (int nth = 0; nth < after.size(); nth++) {
      if (!known.contains(after.get(nth))) {
        faults.add(pointer + "/after/" + nth, unknown(after.get(nth), known));
      }
    }
    if (job.source().derives() && !known.contains(job.source().job())) {
      faults.add(pointer + "/tasks_from", unknown(job.source().job(), known));
    }
  }

  private static String unknown(String name, Set<String> known) {
    return "there is no job '" + name + "' in this batch; there are " + known;
  }
}
