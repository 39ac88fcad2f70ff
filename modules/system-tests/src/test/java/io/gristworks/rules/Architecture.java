package io.gristworks.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.gristworks.engine.protocol.Wire;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which room of the house may know which. */
enum Architecture {
  /** What an author of a handler sees drags nothing in. */
  HANDLER_API_KNOWS_NOTHING("handler-api", Architecture::handlerApiKnowsNothing),
  /** The heart is pure. */
  CORE_KNOWS_ONLY_THE_JDK_BITMAPS_AND_HANDLERS("core", Architecture::coreKnowsLittle),
  /** Time and chance are handed in, or no test could repeat them. */
  TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN("core", Architecture::timeAndChanceAreGiven),
  STORE_KNOWS_NOTHING_ABOVE_IT("store", () -> downwards("store", "engine", "gateway", "node")),
  ENGINE_KNOWS_NOTHING_ABOVE_IT("engine", () -> downwards("engine", "gateway", "node")),
  /** Coordinator, pool and worker talk; they do not reach into each other. */
  COORDINATOR_KNOWS_THE_OTHERS_BY_PROTOCOL(
      "engine", () -> downwards("engine.coordinator", "engine.pool", "engine.worker")),
  POOL_KNOWS_THE_OTHERS_BY_PROTOCOL(
      "engine", () -> downwards("engine.pool", "engine.coordinator", "engine.worker")),
  WORKER_KNOWS_THE_OTHERS_BY_PROTOCOL(
      "engine", () -> downwards("engine.worker", "engine.coordinator", "engine.pool")),
  RETENTION_KNOWS_THE_OTHERS_BY_PROTOCOL(
      "engine",
      () -> downwards("engine.retention", "engine.coordinator", "engine.pool", "engine.worker")),
  PROTOCOL_KNOWS_NO_ACTOR(
      "engine",
      () -> downwards("engine.protocol", "engine.coordinator", "engine.pool", "engine.worker")),
  GATEWAY_KNOWS_THE_ENGINE_BY_PROTOCOL(
      "gateway",
      () -> downwards("gateway", "engine.coordinator", "engine.pool", "engine.worker", "node")),
  OPERATIONS_KNOW_ONLY_THE_HANDLER_API(
      "operations",
      () -> downwards("operations", "core", "store", "engine", "gateway", "node", "client", "cli")),
  OPERATIONS_DO_NOT_KNOW_EACH_OTHER("operations", Architecture::operationsAreApart),
  CLIENT_KNOWS_NO_SERVER(
      "client",
      () -> downwards("client", "handler", "core", "store", "engine", "gateway", "node", "cli")),
  COMMAND_LINE_KNOWS_NO_SERVER(
      "cli", () -> downwards("cli", "core", "store", "engine", "gateway", "node")),
  /** What is simulated is the heart itself, and nothing that has a clock or a disk of its own. */
  SIMULATION_KNOWS_ONLY_THE_CORE("simulation", Architecture::simulationKnowsLittle),
  /** The simulation finds nothing out about a class that does not ship. */
  SIMULATION_USES_WHAT_SHIPS("simulation", SimulatedAsShipped::rule),
  /** Within a module, too, everything stands on what is below it. */
  PACKAGES_IMPORT_WHAT_THE_TABLE_SAYS("core", PackageImports::rule),
  /** Two packages that need each other are one, or lack a third. */
  PACKAGES_FORM_NO_CYCLE("gateway", Architecture::packagesFormNoCycle),
  /** A switch over messages is complete, or does not compile. */
  PROTOCOLS_ARE_SEALED("engine", Architecture::protocolsAreSealed),
  MESSAGES_ARE_RECORDS("engine", Architecture::messagesAreRecords);

  private static final Map<String, Set<String>> TAKING =
      Map.of(
          "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
          "java.lang.Math", Set.of("random"),
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDate", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.time.ZonedDateTime", Set.of("now"),
          "java.time.InstantSource", Set.of("system"),
          "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis"),
          "java.util.UUID", Set.of("randomUUID"),
          "java.util.random.RandomGenerator", Set.of("getDefault"));

  private static final Set<String> CHANCES =
      Set.of("java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom");

  private final String module;

  @SuppressWarnings("ImmutableEnumChecker") // a static method, which remembers nothing
  private final transient Supplier<ArchRule> rule;

  Architecture(String module, Supplier<ArchRule> rule) {
    this.module = module;
    this.rule = rule;
  }

  /** The directory under {@code modules/} of the classes this is about. */
  String module() {
    return module;
  }

  /** The rule; it fails where it is about no class at all. */
  ArchRule rule() {
    return rule.get();
  }

  private static ArchRule packagesFormNoCycle() {
    return SlicesRuleDefinition.slices()
        .matching("io.gristworks.(*).(*)..")
        .should()
        .beFreeOfCycles();
  }

  private static ArchRule handlerApiKnowsNothing() {
    return classes()
        .that()
        .resideInAPackage(packages("handler"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax.sql..", "org.jspecify..", packages("handler"));
  }

  private static ArchRule coreKnowsLittle() {
    return classes()
        .that()
        .resideInAPackage(packages("core"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.roaringbitmap..",
            "com.cronutils..",
            packages("handler"),
            packages("core"));
  }

  private static ArchRule simulationKnowsLittle() {
    return classes()
        .that()
        .resideInAPackage(packages("simulation"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.roaringbitmap..",
            "picocli..",
            packages("core"),
            packages("store.journal"),
            packages("store.wire"),
            packages("simulation"));
  }

  private static ArchRule timeAndChanceAreGiven() {
    return noClasses()
        .that()
        .resideInAPackage(packages("core"))
        .should()
        .accessTargetWhere(describe("takes time or chance from the JVM", Architecture::takes));
  }

  private static boolean takes(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    var name = access.getTarget().getName();
    var seedless =
        owner.equals("java.util.Random")
            && access.getTarget().getFullName().equals("java.util.Random.<init>()");
    return seedless
        || CHANCES.contains(owner)
        || TAKING.getOrDefault(owner, Set.of()).contains(name);
  }

  /** Classes of {@code room} know none of the other rooms. */
  private static ArchRule downwards(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(packages(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Stream.of(others).map(Architecture::packages).toArray(String[]::new));
  }

  private static ArchRule operationsAreApart() {
    return SlicesRuleDefinition.slices()
        .matching("io.gristworks.operations.(*)..")
        .should()
        .notDependOnEachOther();
  }

  private static ArchRule protocolsAreSealed() {
    return classes()
        .that()
        .resideInAPackage(packages("engine.protocol"))
        .and()
        .areInterfaces()
        .and()
        .areAssignableTo(Wire.class)
        .and()
        .doNotBelongToAnyOf(Wire.class)
        // What an actor says to itself is written in its own package, and is not of the protocol.
        .and()
        .doNotHaveSimpleName("Inner")
        .should(
            ArchCondition.from(describe("be sealed", (JavaClass it) -> it.reflect().isSealed())));
  }

  private static ArchRule messagesAreRecords() {
    return classes()
        .that()
        .areAssignableTo(Wire.class)
        .and()
        .areNotInterfaces()
        .should()
        .beRecords();
  }

  private static String packages(String room) {
    return "io.gristworks." + room + "..";
  }
}
