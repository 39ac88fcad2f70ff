package io.gristworks.gateway.http;

import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.Arrays;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.jspecify.annotations.Nullable;

/** Options in a query. */
public final class Queries {
  private Queries() {}

  /**
   * The query of {@code request}.
   *
   * @throws ProblemFound 400 where it is none
   */
  public static Query of(HttpRequest request) {
    try {
      return request.getUri().query();
    } catch (IllegalUriException e) {
      throw new ProblemFound(Problem.unreadable("malformed query: " + e.getMessage()));
    }
  }

  /**
   * One of an enum's constants in lower case, or null where there is none.
   *
   * @throws ProblemFound 422 for anything else
   */
  public static <E extends Enum<E>> @Nullable E constant(Query query, String name, Class<E> type) {
    var text = query.get(name).orElse("");
    if (text.isEmpty()) {
      return null;
    }
    var all = type.getEnumConstants();
    for (var constant : all) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    var known = Arrays.toString(all).toLowerCase(Locale.ROOT);
    throw new ProblemFound(
        Problem.invalid("/" + name, name + " must be one of " + known + ", was '" + text + "'"));
  }

  /**
   * A whole number.
   *
   * @throws ProblemFound 422 for anything else
   */
  public static int integer(Query query, String name, int least, int most, int otherwise) {
    var text = query.get(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (least <= value && value <= most) {
        return (int) value;
      }
    }
    throw new ProblemFound(
        Problem.invalid(
            "/" + name,
            name + " must be a whole number " + least + " to " + most + ", was '" + text + "'"));
  }
}
