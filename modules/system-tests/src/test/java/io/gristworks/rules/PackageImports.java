package io.gristworks.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which package of a module may import which others of the same module. Each stands below those
 * that it imports; {@code .} is the module's own package. Nothing else is allowed, and what is not
 * needed any more is a fault, too.
 */
final class PackageImports {
  private static final String ROOT = "io.gristworks.";

  private static final Map<String, Set<String>> MAY_IMPORT =
      parse(
          """
          core.ownership         |
          core.task              |
          core.batch             | task
          core.message           | batch task
          core.worker            | task
          core.bulk              | batch
          core.load              | view worker
          core.retention         | batch
          core.rule              | batch
          core.schedule          | batch
          core.view              | batch task
          core.lease             | batch message task view
          core.pool              | batch message rule view
          core.coordinator       | batch lease message pool task view worker
          core.node              | batch message task worker

          store.bulk             |
          store.bytes            |
          store.checkpoint       |
          store.ownership        |
          store.retention        |
          store.rule             |
          store.schedule         |
          store.view             |
          store.journal          | bytes
          store.segment          | bytes
          store                  | bulk checkpoint journal ownership retention rule schedule \
                                   segment view
          store.wire             | journal

          engine                 |
          engine.host            |
          engine.ledger          |
          engine.operation       |
          engine.protocol        |
          engine.thread          |
          engine.coordinator     | protocol
          engine.rule            | protocol
          engine.wire            | protocol
          engine.worker.outcome  | operation
          engine.worker.settings | operation protocol thread
          engine.worker.thread   | protocol thread
          engine.pool            | protocol rule
          engine.worker.resource | operation protocol worker.settings
          engine.worker.lease    | operation worker.outcome worker.resource worker.thread
          engine.worker.report   | protocol worker.lease worker.outcome worker.resource \
                                   worker.settings worker.thread
          engine.worker.run      | ledger operation protocol thread worker.lease worker.outcome \
                                   worker.report worker.resource worker.settings worker.thread
          engine.worker          | ledger operation protocol thread worker.lease worker.report \
                                   worker.resource worker.run worker.settings worker.thread
          engine.cluster         | coordinator host operation pool protocol rule thread worker \
                                   worker.settings worker.thread
          engine.bulk            | cluster protocol
          engine.retention       | cluster protocol
          engine.schedule        | cluster protocol

          gateway.problem        |
          gateway.http           | problem
          gateway.lookup         | http problem
          gateway.request        | http problem
          gateway.sweep          | http
          gateway.upload         | http problem
          gateway.queue          | http problem request
          gateway.results        | http lookup problem
          gateway.explain        | http lookup problem results
          gateway.report         | explain http lookup results
          gateway.status         | explain http lookup problem
          gateway.control        | http lookup problem request results status
          gateway.deadletters    | explain http lookup problem status
          gateway.submit         | http lookup problem request status upload
          gateway.bulk           | control http problem request
          gateway.schedule       | http problem status submit
          gateway                | bulk control deadletters explain http problem queue report \
                                   results schedule status submit

          simulation.world       |
          simulation.check       | world
          simulation             | check cluster world
          simulation.cluster     | . check world
          """);

  private PackageImports() {}

  private static Map<String, Set<String>> parse(String table) {
    var lines = new TreeMap<String, Set<String>>();
    for (var line : table.lines().filter(each -> !each.isBlank()).toList()) {
      var cells = line.strip().split(" *\\| *", -1);
      var module = cells[0].replaceAll("\\..*", "");
      var imports = new TreeSet<String>();
      Arrays.stream(cells[1].split(" +", -1))
          .filter(each -> !each.isEmpty())
          .forEach(each -> imports.add(each.equals(".") ? module : module + "." + each));
      lines.put(cells[0], imports);
    }
    return lines;
  }

  static ArchRule rule() {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(
            MAY_IMPORT.keySet().stream()
                .map(each -> ROOT + module(each) + "..")
                .distinct()
                .toArray(String[]::new))
        .should(
            new ArchCondition<JavaClass>("import within their module what the table says") {
              @Override
              public void check(JavaClass one, ConditionEvents events) {
                var allowed = MAY_IMPORT.get(packageOf(one));
                if (allowed == null) {
                  events.add(SimpleConditionEvent.violated(one, one.getName() + ": a new package"));
                  return;
                }
                for (var dependency : one.getDirectDependenciesFromSelf()) {
                  var imported = imported(dependency);
                  if (isOfSameModule(one, imported) && !allowed.contains(imported)) {
                    events.add(SimpleConditionEvent.violated(one, dependency.getDescription()));
                  }
                }
              }
            });
  }

  /** What the table allows, and nobody does, as {@code package imported}. */
  static Set<String> unneeded(JavaClasses classes) {
    var unneeded = new TreeSet<String>();
    MAY_IMPORT.forEach((from, all) -> all.forEach(to -> unneeded.add(from + " " + to)));
    for (var one : classes) {
      for (var dependency : one.getDirectDependenciesFromSelf()) {
        unneeded.remove(packageOf(one) + " " + imported(dependency));
      }
    }
    return unneeded;
  }

  private static String imported(Dependency dependency) {
    return packageOf(dependency.getTargetClass().getBaseComponentType());
  }

  /** Without the beginning that all have in common; that of others whole. */
  private static String packageOf(JavaClass one) {
    var name = one.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
  }

  private static boolean isOfSameModule(JavaClass one, String imported) {
    return !packageOf(one).equals(imported)
        && (imported + ".").startsWith(module(packageOf(one)) + ".");
  }

  private static String module(String name) {
    return name.replaceAll("\\..*", "");
  }
}
