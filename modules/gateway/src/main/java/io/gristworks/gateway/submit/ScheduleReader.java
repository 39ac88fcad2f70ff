package io.gristworks.gateway.submit;

import io.gristworks.core.schedule.InvalidCron;
import io.gristworks.core.schedule.MisfireRule;
import io.gristworks.core.schedule.OverlapRule;
import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.StoredBatch.Form;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.RequestObject;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wording of a schedule, and tells everything that is wrong with it at once; its batch as
 * the gateway would at a submission. Safe for many threads.
 */
public final class ScheduleReader {
  private static final ZoneId USUAL_ZONE = ZoneId.of("UTC");
  private static final List<String> KNOWN =
      List.of("name", "cron", "zone", "misfire", "overlap", "paused", "job", "batch");

  private final StoredSubmissions submissions;
  private final Limits limits;

  /** Checks batches by {@code submissions}. */
  public ScheduleReader(StoredSubmissions submissions, Limits limits) {
    this.submissions = submissions;
    this.limits = limits;
  }

  /**
   * Reads a schedule.
   *
   * @throws ProblemFound 400 or 422; 403 where only an admin may submit its batch
   */
  public ScheduleDraft read(Caller caller, byte[] json) {
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object == null) {
      throw new ProblemFound(Problem.invalid("", "must be a JSON object"));
    }
    var fields = new RequestFields(object, "", limits.fieldBytes(), faults);
    fields.allow(KNOWN);
    var name = name(fields);
    var zone = zone(fields);
    var plan =
        new Plan(
            cron(fields, zone),
            zone,
            rule(fields, "misfire", MisfireRule.ONCE),
            rule(fields, "overlap", OverlapRule.SKIP));
    boolean paused = fields.flag("paused");
    var batch = batch(caller, object, fields, faults);
    faults.refuseIfAny();
    if (batch == null) {
      throw new IllegalStateException("a batch that could not be read has faults");
    }
    return new ScheduleDraft(name, plan, paused, batch);
  }

  private static String name(RequestFields fields) {
    var name = fields.name("name", "");
    if (ScheduleId.isWellFormed(name)) {
      fields.fault("name", "looks like the id of a schedule: '" + name + "'");
    } else if (name.isEmpty() && fields.text("name") == null) {
      fields.fault("name", "is missing; a schedule has a name of its own");
    }
    return name;
  }

  private static String cron(RequestFields fields, ZoneId zone) {
    var text = fields.text("cron");
    if (text == null) {
      fields.fault("cron", "is missing; such as '30 2 * * MON-FRI', or @daily");
      return "";
    }
    try {
      new Plan(text, zone, MisfireRule.ONCE, OverlapRule.SKIP).timetable();
    } catch (InvalidCron e) {
      fields.fault("cron", "is none: " + e.getMessage());
    }
    return text.strip();
  }

  private static ZoneId zone(RequestFields fields) {
    var text = fields.text("zone");
    if (text == null) {
      return USUAL_ZONE;
    }
    var known = ZoneId.getAvailableZoneIds();
    if (known.contains(text)) {
      return ZoneId.of(text);
    }
    var meant =
        known.stream()
            .filter(text::equalsIgnoreCase)
            .findFirst()
            .map(id -> "did you mean " + id + "?")
            .orElse("say an IANA id such as Europe/Berlin, America/New_York or UTC");
    fields.fault("zone", "'" + RequestFields.shortly(text) + "' is no time zone; " + meant);
    return USUAL_ZONE;
  }

  private static <E extends Enum<E>> E rule(RequestFields fields, String name, E usual) {
    var text = fields.text(name);
    if (text == null) {
      return usual;
    }
    var all = usual.getDeclaringClass().getEnumConstants();
    for (var rule : all) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(text)) {
        return rule;
      }
    }
    var known = Arrays.toString(all).toLowerCase(Locale.ROOT);
    fields.fault(name, "must be one of " + known + ", was '" + RequestFields.shortly(text) + "'");
    return usual;
  }

  private @Nullable StoredBatch batch(
      Caller caller, RequestObject object, RequestFields fields, Faults faults) {
    var job = object.find("job");
    var batch = object.find("batch");
    if (job == null && batch == null) {
      fields.fault("job", "is missing; say job (what POST /jobs takes) or batch (POST /batches)");
      return null;
    }
    if (job != null && batch != null) {
      fields.fault("batch", "is given beside job; one of them is enough");
      return null;
    }
    var name = job != null ? "job" : "batch";
    var value = job != null ? job : batch;
    if (value == null || value.length() > StoredBatch.BYTES_MOST) {
      fields.fault(
          name,
          "has "
              + (value == null ? 0 : value.length())
              + " bytes; the limit is "
              + StoredBatch.BYTES_MOST);
      return null;
    }
    var json = Arrays.copyOfRange(object.bytes(), value.start(), value.start() + value.length());
    var stored = new StoredBatch(job != null ? Form.JOB : Form.BATCH, json);
    try {
      submissions.check(caller, stored);
    } catch (ProblemFound e) {
      for (var fault : e.problem().errors()) {
        faults.add(Fault.step(name) + fault.pointer(), fault.detail());
      }
      if (e.problem().errors().isEmpty()) {
        throw e;
      }
    }
    return stored;
  }
}
