package io.gristworks.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the nodes can find and reach each other, and nobody else can reach them. */
final class ClusterRules {

  private static final Map<String, String> PORTS =
      Map.of(
          "GRIST_CLUSTER_PORT", "remoting",
          "GRIST_MANAGEMENT_PORT", "management",
          "GRIST_GATEWAY_PORT", "http");

  private ClusterRules() {}

  /** The nodes may look for pods, and may do nothing else. */
  static List<String> allowedToLook(Manifests manifests) {
    var breaches = new Violations();
    var roles = manifests.all("Role");
    for (var role : roles) {
      for (Tree rule : role.tree().at("rules").items()) {
        breaches.unless(
            rule.at("apiGroups").texts().equals(List.of(""))
                && rule.at("resources").texts().equals(List.of("pods"))
                && Set.copyOf(rule.at("verbs").texts()).equals(Set.of("get", "list", "watch")),
            role.title(),
            "is not just get, list and watch of pods");
      }
    }
    breaches.unless(manifests.all("ClusterRole").isEmpty(), "the base", "asks for the cluster");
    for (Workload workload : manifests.deployments()) {
      var account = workload.pod().at("serviceAccountName").text();
      var bound =
          manifests.all("RoleBinding").stream()
              .filter(it -> it.tree().at("subjects").named(account).at("kind").is("ServiceAccount"))
              .map(it -> it.tree().at("roleRef", "name").text())
              .toList();
      breaches.unless(
          manifests.all("ServiceAccount").stream().anyMatch(it -> it.name().equals(account)),
          workload.title(),
          "runs as an account that is not there: " + account);
      breaches.unless(
          roles.stream().anyMatch(role -> bound.contains(role.name())),
          workload.title(),
          "may not look for other nodes");
      breaches.unless(
          workload.pod().at("automountServiceAccountToken").is(true),
          workload.title(),
          "cannot say who it is");
    }
    return breaches.found();
  }

  /** The label looked for is on every node's pod and on no other; the ports are the pods'. */
  static List<String> findable(Manifests manifests) {
    var breaches = new Violations();
    for (var config : manifests.all("ConfigMap")) {
      var settings = config.tree().at("data").words();
      var label = Map.of("app", settings.getOrDefault("GRIST_KUBERNETES_LABEL", ""));
      for (Workload workload : manifests.workloads()) {
        breaches.unless(
            workload.isChosenBy(label) == workload.document().kind().equals("Deployment"),
            workload.title(),
            "is wrongly found or not found as a node");
        workload
            .ports()
            .forEach(
                (name, number) ->
                    PORTS.forEach(
                        (setting, port) ->
                            breaches.unless(
                                !port.equals(name)
                                    || number.toString().equals(settings.get(setting)),
                                workload.title(),
                                "listens elsewhere than " + setting)));
      }
    }
    for (Workload workload : manifests.deployments()) {
      breaches.unless(
          workload.ports().keySet().containsAll(Set.of("remoting", "management")),
          workload.title(),
          "has no port for its peers");
    }
    return breaches.found();
  }

  /** What peers must reach is bound to the pod's own address. */
  static List<String> boundToThePod(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      for (Tree container : workload.containers()) {
        for (var name : List.of("GRIST_CLUSTER_HOST", "GRIST_MANAGEMENT_HOST")) {
          var field = container.at("env").named(name).at("valueFrom", "fieldRef", "fieldPath");
          breaches.unless(
              field.is("status.podIP"), workload.title(), name + " is not the pod's address");
        }
      }
    }
    return breaches.found();
  }

  /** All is closed, and what is opened is what pods listen on: no more, no less. */
  static List<String> fenced(Manifests manifests) {
    var breaches = new Violations();
    var policies = manifests.all("NetworkPolicy");
    breaches.unless(
        policies.stream().anyMatch(ClusterRules::closesAll), "the base", "is open by default");
    for (Workload workload : manifests.workloads()) {
      var opened = new TreeSet<Long>();
      for (var policy : policies) {
        if (workload.isChosenBy(chosen(policy))) {
          opened.addAll(ports(policy, "ingress"));
        }
      }
      breaches.unless(
          opened.equals(new TreeSet<>(workload.ports().values())),
          workload.title(),
          "is open at " + opened + " and listens at " + workload.ports().values());
    }
    return breaches.found();
  }

  /** While the gateway asks nobody who they are, only pods marked as clients reach it. */
  static List<String> guarded(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      for (Tree container : workload.containers()) {
        var open = container.at("env").named("GRIST_GATEWAY_ALLOW_REMOTE_WITHOUT_LOGIN");
        if (open.exists()) {
          breaches.unless(
              callers(manifests, workload).equals(List.of(Map.of("gristworks.io/client", "true"))),
              workload.title(),
              "lets in others than its clients: " + callers(manifests, workload));
        }
      }
    }
    for (var service : manifests.all("Service")) {
      breaches.unless(
          Set.of("", "ClusterIP").contains(service.tree().at("spec", "type").text()),
          service.title(),
          "is offered outside the cluster");
    }
    return breaches.found();
  }

  /** Who may reach the port {@code http}: one entry for each peer, empty for anybody. */
  private static List<Map<String, String>> callers(Manifests manifests, Workload workload) {
    var http = workload.ports().getOrDefault("http", -1L);
    var callers = new ArrayList<Map<String, String>>();
    for (var policy : manifests.all("NetworkPolicy")) {
      if (!workload.isChosenBy(chosen(policy))) {
        continue;
      }
      for (Tree rule : policy.tree().at("spec", "ingress").items()) {
        var ports = rule.at("ports").items().stream().map(it -> it.at("port").number()).toList();
        if (ports.isEmpty() || ports.contains(http)) {
          var peers = rule.at("from").items();
          if (peers.isEmpty()) {
            callers.add(Map.of());
          }
          for (Tree peer : peers) {
            callers.add(
                peer.fields().keySet().equals(Set.of("podSelector"))
                    ? peer.at("podSelector", "matchLabels").words()
                    : Map.of());
          }
        }
      }
    }
    return callers;
  }

  private static boolean closesAll(Manifests.Document policy) {
    var spec = policy.tree().at("spec");
    return spec.at("podSelector").is(Map.of())
        && Set.copyOf(spec.at("policyTypes").texts()).equals(Set.of("Ingress", "Egress"))
        && !spec.at("ingress").exists()
        && !spec.at("egress").exists();
  }

  private static Map<String, String> chosen(Manifests.Document policy) {
    return policy.tree().at("spec", "podSelector", "matchLabels").words();
  }

  private static List<Long> ports(Manifests.Document policy, String direction) {
    return policy.tree().at("spec", direction).items().stream()
        .flatMap(rule -> rule.at("ports").items().stream())
        .map(port -> port.at("port").number())
        .toList();
  }
}
