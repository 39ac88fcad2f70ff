package io.gristworks.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is simulated is what ships: of the core the simulation uses only classes that the engine or
 * the modules around it use too, or what those are made of.
 */
final class SimulatedAsShipped {
  private static final String CORE = "io.gristworks.core.";
  private static final String SIMULATION = "io.gristworks.simulation.";
  private static final List<String> SHIPPED =
      List.of(
          "io.gristworks.engine.",
          "io.gristworks.gateway.",
          "io.gristworks.store.",
          "io.gristworks.node.");

  /**
   * A class of the core that the simulation uses.
   *
   * @param by a class of the simulation
   * @param ships whether something that ships has it, too
   */
  private record Used(JavaClass core, JavaClass by, boolean ships) {
    @Override
    public String toString() {
      return by.getName() + " uses " + core.getName();
    }
  }

  private SimulatedAsShipped() {}

  static ArchRule rule() {
    return ArchRuleDefinition.all(
            new AbstractClassesTransformer<Used>("classes of the core that the simulation uses") {
              @Override
              public Iterable<Used> doTransform(JavaClasses classes) {
                return used(classes);
              }
            })
        .should(
            new ArchCondition<>("be used by what ships, too") {
              @Override
              public void check(Used used, ConditionEvents events) {
                events.add(new SimpleConditionEvent(used, used.ships(), used + ", alone"));
              }
            });
  }

  private static Collection<Used> used(JavaClasses classes) {
    var shipped = new HashSet<JavaClass>();
    for (var each : classes) {
      if (SHIPPED.stream().anyMatch(each.getName()::startsWith)) {
        ofCore(each).forEach(shipped::add);
      }
    }
    addParts(shipped);
    var used = new HashSet<Used>();
    for (var each : classes) {
      if (each.getName().startsWith(SIMULATION)) {
        ofCore(each).forEach(core -> used.add(new Used(core, each, shipped.contains(core))));
      }
    }
    return used;
  }

  private static Stream<JavaClass> ofCore(JavaClass one) {
    return one.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> target.getName().startsWith(CORE));
  }

  /** What methods of these take and give, and so on; and the kinds that a sealed one has. */
  private static void addParts(Set<JavaClass> whole) {
    var left = new ArrayDeque<>(whole);
    while (!left.isEmpty()) {
      var one = left.pop();
      Stream.concat(
              one.getCodeUnits().stream().flatMap(SimulatedAsShipped::signature),
              one.isInterface() ? one.getSubclasses().stream() : Stream.of())
          .filter(part -> part.getName().startsWith(CORE))
          .filter(whole::add)
          .forEach(left::add);
    }
  }

  private static Stream<JavaClass> signature(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
        .map(JavaType::getAllInvolvedRawTypes)
        .flatMap(Collection::stream)
        .map(JavaClass::getBaseComponentType);
  }
}
