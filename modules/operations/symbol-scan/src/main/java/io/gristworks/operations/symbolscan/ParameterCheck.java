package io.gristworks.operations.symbolscan;

import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.InvalidParameters.Problem;
import io.gristworks.operations.symbolscan.formula.FormulaProblem;
import io.gristworks.operations.symbolscan.formula.Formulas;
import io.gristworks.operations.symbolscan.formula.Logical;
import io.gristworks.operations.symbolscan.formula.Numeric;
import io.gristworks.operations.symbolscan.prices.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks one job's parameters, gathering what is wrong with them. For one use. */
final class ParameterCheck {
  private static final int MATCHES_DEFAULT = 100;
  private static final int MATCHES_MOST = 10_000;
  private static final int NAMES_MOST = 64;
  private static final int INDICATOR_NAME_LONGEST = 64;
  // Far enough for all prices there are, and safe in every database.
  private static final LocalDate EARLIEST = LocalDate.of(1, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

  private final List<Problem> problems = new ArrayList<>();

  ScanPlan plan(ScanParameters given) throws InvalidParameters {
    var formulas = new Formulas(constants(given.parameters()));
    var condition = condition(formulas, given.formula());
    var asked = asked(formulas, given.indicators());
    var timeframe = timeframe(given.timeframe());
    var from = date("/from", given.from(), EARLIEST);
    var to = date("/to", given.to(), LATEST);
    if (from.isAfter(to)) {
      wrong("/from", "from " + from + " is after to " + to);
    }
    int matches = maxMatches(given.maxMatches());
    if (!problems.isEmpty() || condition.isEmpty() || timeframe.isEmpty()) {
      throw new InvalidParameters(problems);
    }
    var indicators = ScanPlan.indicators(condition.get(), asked);
    return new ScanPlan(condition.get(), indicators, timeframe.get(), from, to, matches);
  }

  private Map<String, Double> constants(@Nullable Map<String, @Nullable Double> given) {
    var constants = new HashMap<String, Double>();
    if (given == null) {
      return constants;
    }
    tooMany("/parameters", given.size());
    given.forEach(
        (name, value) -> {
          String pointer = pointer("/parameters", name);
          if (!Formulas.isFreeName(name)) {
            wrong(
                pointer,
                "a parameter's name is 1 to 64 of a-z 0-9 _, starts with no digit and is no word of"
                    + " the formula language");
          } else if (value == null || !Double.isFinite(value)) {
            wrong(pointer, "must be a number, found " + value);
          } else {
            constants.put(name, value);
          }
        });
    return constants;
  }

  private Optional<Logical> condition(Formulas formulas, @Nullable String text) {
    if (text == null) {
      wrong("/formula", "must be given: the condition to look for, such as close > sma(close, 20)");
      return Optional.empty();
    }
    try {
      return Optional.of(formulas.condition(text));
    } catch (FormulaProblem e) {
      wrong("/formula", e.getMessage());
      return Optional.empty();
    }
  }

  private Map<String, Numeric> asked(
      Formulas formulas, @Nullable Map<String, @Nullable String> given) {
    var asked = new LinkedHashMap<String, Numeric>();
    if (given == null) {
      return asked;
    }
    tooMany("/indicators", given.size());
    given.forEach((name, text) -> asked(formulas, name, text, asked));
    return asked;
  }

  private void asked(
      Formulas formulas, String name, @Nullable String text, Map<String, Numeric> asked) {
    String pointer = pointer("/indicators", name);
    if (name.isBlank() || name.length() > INDICATOR_NAME_LONGEST) {
      wrong(pointer, "an indicator's name has 1 to " + INDICATOR_NAME_LONGEST + " characters");
    } else if (text == null) {
      wrong(pointer, "must be a formula, found null");
    } else {
      try {
        asked.put(name, formulas.number(text));
      } catch (FormulaProblem e) {
        wrong(pointer, e.getMessage());
      }
    }
  }

  private Optional<Timeframe> timeframe(@Nullable String word) {
    var timeframe = word == null ? Optional.of(Timeframe.DAY) : Timeframe.named(word);
    if (timeframe.isEmpty()) {
      wrong("/timeframe", "must be 1d, 1w or 1mo, found '" + word + "'");
    }
    return timeframe;
  }

  private LocalDate date(String pointer, @Nullable LocalDate given, LocalDate otherwise) {
    if (given == null) {
      return otherwise;
    }
    if (given.isBefore(EARLIEST) || given.isAfter(LATEST)) {
      wrong(pointer, "must be from " + EARLIEST + " to " + LATEST + ", found " + given);
    }
    return given;
  }

  private int maxMatches(@Nullable Integer given) {
    int matches = given == null ? MATCHES_DEFAULT : given;
    if (matches < 0 || matches > MATCHES_MOST) {
      wrong("/max_matches", "must be 0 to " + MATCHES_MOST + ", found " + matches);
    }
    return matches;
  }

  private void tooMany(String pointer, int names) {
    if (names > NAMES_MOST) {
      wrong(pointer, "at most " + NAMES_MOST + " are allowed, found " + names);
    }
  }

  private void wrong(String pointer, @Nullable String message) {
    problems.add(new Problem(pointer, String.valueOf(message)));
  }

  /** As RFC 6901 writes it. */
  private static String pointer(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
