package io.gristworks.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a pod of ours is: confined, watched, sized, and given time to leave. */
final class PodRules {

  /** The phases of leaving a cluster can take so long, after a role has handed over. */
  private static final long LEAVING_SECONDS = 60;

  private static final Set<String> ROLES = Set.of("gateway", "coordinator", "worker");

  private PodRules() {}

  /** Kubernetes' restricted profile, and a root that cannot be written. */
  static List<String> restricted(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.workloads()) {
      var title = workload.title();
      var pod = workload.pod();
      var security = pod.at("securityContext");
      breaches.unless(security.at("runAsNonRoot").is(true), title, "may run as root");
      breaches.unless(security.at("runAsUser").number() > 0, title, "has no user of its own");
      breaches.unless(
          security.at("seccompProfile", "type").is("RuntimeDefault"), title, "has no seccomp");
      for (var shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
        breaches.unless(!pod.at(shared).is(true), title, "shares the host: " + shared);
      }
      for (Tree volume : pod.at("volumes").items()) {
        breaches.unless(!volume.at("hostPath").exists(), title, "mounts the host's files");
      }
      for (Tree container : workload.containers()) {
        var own = container.at("securityContext");
        breaches.unless(
            own.at("allowPrivilegeEscalation").is(false), title, "may escalate privileges");
        breaches.unless(own.at("readOnlyRootFilesystem").is(true), title, "can write its root");
        breaches.unless(
            own.at("capabilities", "drop").texts().contains("ALL"), title, "keeps capabilities");
        breaches.unless(!own.at("capabilities", "add").exists(), title, "adds capabilities");
        breaches.unless(!own.at("privileged").is(true), title, "is privileged");
        breaches.unless(!own.at("runAsNonRoot").is(false), title, "may run as root");
      }
    }
    return breaches.found();
  }

  /** The API server refuses what is not restricted, too. */
  static List<String> enforcedByTheNamespace(Manifests manifests) {
    var breaches = new Violations();
    var namespaces = manifests.all("Namespace");
    breaches.unless(namespaces.size() == 1, "the base", "has not one namespace");
    for (var namespace : namespaces) {
      var labels = namespace.tree().at("metadata", "labels").words();
      breaches.unless(
          "restricted".equals(labels.get("pod-security.kubernetes.io/enforce")),
          namespace.title(),
          "does not enforce the restricted profile");
    }
    var names = namespaces.stream().map(Manifests.Document::name).toList();
    for (var document : manifests.documents()) {
      breaches.unless(
          document.kind().equals("Namespace")
              || names.contains(document.tree().at("metadata", "namespace").text()),
          document.title(),
          "is in no namespace of ours");
    }
    return breaches.found();
  }

  /** Ready is what the cluster says; alive asks nobody but the process. */
  static List<String> probed(Manifests manifests) {
    var breaches = new Violations();
    var paths =
        Map.of("startupProbe", "/alive", "livenessProbe", "/alive", "readinessProbe", "/ready");
    for (Workload workload : manifests.deployments()) {
      for (Tree container : workload.containers()) {
        for (var probe : new TreeSet<>(paths.keySet())) {
          var asked = container.at(probe, "httpGet");
          breaches.unless(
              asked.at("path").is(String.valueOf(paths.get(probe)))
                  && asked.at("port").is("management"),
              workload.title(),
              probe + " does not ask " + paths.get(probe) + " on management");
          breaches.unless(
              container.at(probe, "timeoutSeconds").number() >= 2,
              workload.title(),
              probe + " leaves a pausing JVM no time");
        }
      }
    }
    return breaches.found();
  }

  /** CPU is asked for and not limited; memory is promised in full. */
  static List<String> sized(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.workloads()) {
      for (Tree container : workload.containers()) {
        var requests = container.at("resources", "requests");
        var limits = container.at("resources", "limits");
        breaches.unless(requests.at("cpu").exists(), workload.title(), "asks for no CPU");
        breaches.unless(!limits.at("cpu").exists(), workload.title(), "has a CPU limit");
        breaches.unless(
            requests.at("memory").exists()
                && requests.at("memory").text().equals(limits.at("memory").text()),
            workload.title(),
            "memory requested is not memory limited");
      }
    }
    return breaches.found();
  }

  /** The grace period holds the wait before the end, the drain, and leaving the cluster. */
  static List<String> givenTimeToLeave(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      for (Tree container : workload.containers()) {
        var within = container.at("env").named("GRIST_DRAIN_WITHIN").at("value").text();
        var drain = new Tree(within.replaceAll("s$", "")).number();
        breaches.unless(drain > 0, workload.title(), "does not say how long its drain takes");
        var wait = Math.max(0, container.at("lifecycle", "preStop", "sleep", "seconds").number());
        var grace = workload.pod().at("terminationGracePeriodSeconds").number();
        breaches.unless(
            grace >= wait + drain + LEAVING_SECONDS,
            workload.title(),
            "has " + grace + " s to leave and needs " + (wait + drain + LEAVING_SECONDS));
      }
    }
    return breaches.found();
  }

  /** One image, of a version that is named, and that the pods' label names too. */
  static List<String> pinned(Manifests manifests) {
    var breaches = new Violations();
    var images = new TreeSet<String>();
    for (Workload workload : manifests.workloads()) {
      for (Tree container : workload.containers()) {
        var image = container.at("image").text();
        var tag = image.substring(image.lastIndexOf(':') + 1);
        images.add(image);
        breaches.unless(
            image.contains(":") && !tag.equals("latest"), workload.title(), "image has no version");
        breaches.unless(
            tag.equals(workload.labels().get("app-version")),
            workload.title(),
            "app-version is not the image's");
      }
    }
    breaches.unless(images.size() == 1, "the base", "does not run one image: " + images);
    return breaches.found();
  }

  /** Each role has its deployment, and each deployment is labelled with the role it plays. */
  static List<String> allRolesPlayed(Manifests manifests) {
    var breaches = new Violations();
    var missing = new TreeSet<>(ROLES);
    for (Workload workload : manifests.deployments()) {
      for (Tree container : workload.containers()) {
        var role = container.at("env").named("GRIST_ROLES").at("value").text();
        missing.remove(role);
        breaches.unless(ROLES.contains(role), workload.title(), "plays an unknown role: " + role);
        breaches.unless(
            role.equals(workload.labels().get("gristworks.io/role")),
            workload.title(),
            "is not labelled with its role");
      }
    }
    breaches.unless(missing.isEmpty(), "the base", "leaves roles unplayed: " + missing);
    return breaches.found();
  }

  /** What a read-only pod must write has a place, and each place mounted exists. */
  static List<String> canWriteWhatItMust(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.workloads()) {
      var volumes = new ArrayList<String>();
      workload.pod().at("volumes").items().forEach(it -> volumes.add(it.at("name").text()));
      for (Tree container : workload.containers()) {
        var mounted = new ArrayList<String>();
        for (Tree mount : container.at("volumeMounts").items()) {
          mounted.add(mount.at("mountPath").text());
          breaches.unless(
              volumes.contains(mount.at("name").text()), workload.title(), "mounts no volume");
        }
        breaches.unless(
            mounted.containsAll(List.of("/tmp", "/var/lib/gristworks")),
            workload.title(),
            "cannot write /tmp and its data");
      }
    }
    return breaches.found();
  }

  /** A new pod comes before an old one goes. */
  static List<String> rolledOneByOne(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      var rolling = workload.document().tree().at("spec", "strategy", "rollingUpdate");
      breaches.unless(
          rolling.at("maxSurge").is(1) && rolling.at("maxUnavailable").is(0),
          workload.title(),
          "does not roll out by surge 1, unavailable 0");
    }
    return breaches.found();
  }
}
