package io.gristworks.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gristworks.core.batch.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a request is not granted, as RFC 9457 wants it said.
 *
 * @param type a name for the sort of problem that programs may rely on
 * @param title the sort of problem, for people
 * @param status the HTTP status
 * @param detail what is wrong with this request, for people
 * @param errors each invalid field; may be empty
 */
public record Problem(String type, String title, int status, String detail, List<Fault> errors) {
  private static final int TOLD_IN_DETAIL = 3;

  /** Copies the list. */
  public Problem {
    errors = List.copyOf(errors);
  }

  private static Problem of(String type, String title, int status, String detail) {
    return new Problem("urn:gristworks:problem:" + type, title, status, detail, List.of());
  }

  private Problem with(List<Fault> faults) {
    return new Problem(type, title, status, detail, faults);
  }

  /** 422: the request is understood, and cannot be granted as it is. */
  public static Problem invalid(List<Fault> faults) {
    var told = faults.stream().limit(TOLD_IN_DETAIL).map(Fault::detail);
    var more = faults.size() - TOLD_IN_DETAIL;
    var detail =
        told.collect(Collectors.joining("; ")) + (more > 0 ? "; and " + more + " more" : "");
    return of("invalid", "The request is not valid", 422, detail).with(faults);
  }

  /** 422 for one reason. */
  public static Problem invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  /** 400: not JSON; says where. */
  public static Problem malformed(JsonProcessingException e) {
    var at = e.getLocation();
    var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    var detail = "malformed JSON" + where + ": " + withoutSource(e.getOriginalMessage());
    return of("malformed", "The body is not well-formed", 400, detail)
        .with(List.of(new Fault("", detail)));
  }

  /** Where an object began the parser tells with remarks about its own settings. */
  private static String withoutSource(String message) {
    int source = message.indexOf(" (start marker at");
    return source < 0 ? message : message.substring(0, source);
  }

  /** 400: the body cannot be read as what it says it is. */
  public static Problem unreadable(String detail) {
    return of("malformed", "The body is not well-formed", 400, detail)
        .with(List.of(new Fault("", detail)));
  }

  /** 403: the caller may not do this. */
  public static Problem forbidden(String detail) {
    return of("forbidden", "This is not allowed", 403, detail);
  }

  /** A request that cannot be read as HTTP, or is more of it than is taken; {@code status} says. */
  public static Problem notHttp(int status, String detail) {
    return of("malformed-request", "The request cannot be read", status, detail);
  }

  /** 404. */
  public static Problem notFound(String detail) {
    return of("not-found", "There is no such thing", 404, detail);
  }

  /** 405. */
  public static Problem methodNotAllowed(String detail) {
    return of("method-not-allowed", "The method is not allowed here", 405, detail);
  }

  /** 409: the thing is no longer in a state in which this can be done. */
  public static Problem conflict(String detail) {
    return of("conflict", "The state does not allow this", 409, detail);
  }

  /** 413. */
  public static Problem tooLarge(String detail) {
    return of("too-large", "The body is too large", 413, detail);
  }

  /** 415. */
  public static Problem unsupported(String detail) {
    return of("unsupported-media-type", "The body's type is not supported", 415, detail);
  }

  /** 422: the key of an earlier request that said something else. */
  public static Problem keyUsedOtherwise(String detail) {
    return of("key-used-otherwise", "The Idempotency-Key is taken", 422, detail)
        .with(List.of(new Fault("/idempotency_key", detail)));
  }

  /** 429: later, when less is waiting; nothing of it was stored. */
  public static Problem tooMuchWaits(String detail) {
    return of("backlog", "Too much is waiting already", 429, detail);
  }

  /** 503: nobody answered, or something is down; another try may succeed. */
  public static Problem unavailable(String detail) {
    return of("unavailable", "Not available at the moment", 503, detail);
  }

  /** 500: our mistake; the log tells more than the user hears. */
  public static Problem defect() {
    return of("defect", "Something went wrong here", 500, "the gateway failed; its log says how");
  }

  /** What a coordinator refuses, mapped once. */
  public static Problem of(Refusal refusal) {
    var said = RefusalText.of(refusal);
    return switch (refusal) {
      case Refusal.UnknownBatch _, Refusal.UnknownJob _, Refusal.UnknownTask _ -> notFound(said);
      case Refusal.UnknownGroup _, Refusal.BatchRetired _ -> notFound(said);
      case Refusal.AlreadySealed _,
          Refusal.NameTaken _,
          Refusal.AlreadyEnded _,
          Refusal.StillEnding _,
          Refusal.CanaryUnderWay _,
          Refusal.OutOfStep _,
          Refusal.BeingPurged _,
          Refusal.NotFinished _,
          Refusal.FinishedLater _ ->
          conflict(said);
      case Refusal.KeyUsedOtherwise _, Refusal.AppendKeyUsedOtherwise _ -> keyUsedOtherwise(said);
      case Refusal.TooManyAppendKeys _ -> invalid("/idempotency_key", said);
      case Refusal.CountMismatch(var job, _, _) -> invalid("/tasks" + Fault.step(job), said);
      case Refusal.NoTasks _, Refusal.TooManyTasks _, Refusal.TasksFromElsewhere _ ->
          invalid("/tasks", said);
      case Refusal.Cycle _,
          Refusal.NothingToReduce _,
          Refusal.TooManyJobs _,
          Refusal.ParametersTooLarge _,
          Refusal.JobsTooLarge _,
          Refusal.BatchTooLarge _ ->
          invalid("/jobs", said);
    };
  }
}
