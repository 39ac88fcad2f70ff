package io.gristworks.gateway.request;

import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Bodies of a few fields, or of none. Blocks; for threads that may block. */
public final class SmallBody {
  private static final int BYTES_MAX = 1 << 20;
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(30);
  private static final byte[] NOTHING_SAID = {'{', '}'};

  private SmallBody() {}

  /**
   * Reads the body of {@code request}; no body is an empty object.
   *
   * @param known the fields that there may be
   * @param reading what becomes of the fields; tells what is wrong with them
   * @throws ProblemFound 400, 413, 415 or 422
   */
  public static <T> T read(
      HttpRequest request,
      ActorSystem<?> system,
      List<String> known,
      BiFunction<RequestFields, RequestObject, T> reading) {
    return read(bytes(request, system), known, reading);
  }

  /** Reads {@code json} as if it were a body; nothing at all is an empty object. */
  public static <T> T read(
      byte[] json, List<String> known, BiFunction<RequestFields, RequestObject, T> reading) {
    var faults = new Faults();
    var said = json.length == 0 ? NOTHING_SAID : json;
    var object = RequestObject.read(said, 0, said.length, "", faults);
    faults.refuseIfAny();
    if (object == null) {
      throw new ProblemFound(Problem.invalid("", "must be a JSON object"));
    }
    var fields = new RequestFields(object, "", BYTES_MAX, faults);
    fields.allow(known);
    var read = reading.apply(fields, object);
    faults.refuseIfAny();
    return read;
  }

  private static byte[] bytes(HttpRequest request, ActorSystem<?> system) {
    try (var body = Body.open(request.entity(), BYTES_MAX, QUIET_WITHIN, system)) {
      var bytes = body.readAllBytes();
      if (bytes.length > 0 && Media.of(request) != Media.JSON) {
        throw new ProblemFound(Problem.unsupported("application/json is wanted here"));
      }
      return bytes;
    } catch (IOException e) {
      throw new ProblemFound(
          Problem.unreadable("the body did not come to its end: " + e.getMessage()));
    }
  }
}
