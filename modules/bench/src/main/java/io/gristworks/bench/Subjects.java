package io.gristworks.bench;

import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.gristworks.Study;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked for on the command line: scenarios for all contestants, studies of Gristworks
 * alone.
 */
record Subjects(List<Scenario> scenarios, List<Study> studies) {

  /** Sorts words, however they are spelt; the first that is unknown is told, and nothing else. */
  static Subjects of(List<String> words) throws UnknownSubject {
    List<Scenario> scenarios = new ArrayList<>();
    List<Study> studies = new ArrayList<>();
    for (String word : words) {
      var scenario = find(Scenario.values(), word);
      var study = find(Study.values(), word);
      if (scenario.isEmpty() && study.isEmpty()) {
        throw new UnknownSubject(word);
      }
      scenario.ifPresent(scenarios::add);
      study.ifPresent(studies::add);
    }
    return new Subjects(scenarios, studies);
  }

  /** All words that are known. */
  static List<String> names() {
    return Stream.<Enum<?>>concat(Arrays.stream(Scenario.values()), Arrays.stream(Study.values()))
        .map(subject -> subject.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static <E extends Enum<E>> Optional<E> find(E[] all, String word) {
    return Arrays.stream(all).filter(each -> each.name().equalsIgnoreCase(word)).findFirst();
  }

  /** A word that is neither a scenario nor a study. */
  static final class UnknownSubject extends Exception {
    private static final long serialVersionUID = 1L;

    private UnknownSubject(String word) {
      super("unknown '%s'; known: %s".formatted(word, names()));
    }
  }
}
