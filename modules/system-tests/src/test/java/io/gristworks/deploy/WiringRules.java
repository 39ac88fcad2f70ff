package io.gristworks.deploy;

import io.gristworks.rules.Checkout;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether what one object says of another is true: selectors, references, ports. */
final class WiringRules {

  private WiringRules() {}

  /** Files that kustomize is not told of are not deployed. */
  static List<String> everyFileListed(Manifests manifests) {
    var breaches = new Violations();
    var listed = new TreeSet<String>();
    for (Tree document :
        Tree.documents(manifests.files().getOrDefault(Manifests.KUSTOMIZATION, ""))) {
      listed.addAll(document.at("resources").texts());
    }
    var there = new TreeSet<>(manifests.files().keySet());
    there.remove(Manifests.KUSTOMIZATION);
    breaches.unless(listed.equals(there), "kustomization.yaml", "lists " + listed + " of " + there);
    return breaches.found();
  }

  /** Each deployment has one budget, for just its pods, which lets a drained host have one. */
  static List<String> budgeted(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      var budgets =
          manifests.all("PodDisruptionBudget").stream()
              .filter(
                  budget ->
                      budget
                          .tree()
                          .at("spec", "selector", "matchLabels")
                          .words()
                          .equals(workload.selector()))
              .toList();
      breaches.unless(budgets.size() == 1, workload.title(), "has not one budget of its own");
      for (var budget : budgets) {
        breaches.unless(
            budget.tree().at("spec", "maxUnavailable").is(1), budget.title(), "spares no pod");
      }
    }
    breaches.unless(
        manifests.all("PodDisruptionBudget").size() == manifests.deployments().size(),
        "the base",
        "has budgets for nothing");
    return breaches.found();
  }

  /** Deployments know their pods, and go on knowing them in the next version. */
  static List<String> selected(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      var selector = workload.selector();
      breaches.unless(
          !selector.isEmpty() && workload.isChosenBy(selector), workload.title(), "loses its pods");
      breaches.unless(
          !selector.containsKey("app-version"), workload.title(), "selects by its version");
      long choosers = manifests.workloads().stream().filter(it -> it.isChosenBy(selector)).count();
      breaches.unless(choosers == 1, workload.title(), "takes others' pods for its own");
    }
    return breaches.found();
  }

  /** Pods of a role go to different zones and hosts where there are any. */
  static List<String> spread(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.deployments()) {
      var keys = new TreeSet<String>();
      for (Tree constraint : workload.pod().at("topologySpreadConstraints").items()) {
        keys.add(constraint.at("topologyKey").text());
        breaches.unless(
            constraint.at("labelSelector", "matchLabels").words().equals(workload.selector()),
            workload.title(),
            "is spread among others' pods");
      }
      breaches.unless(
          keys.equals(Set.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")),
          workload.title(),
          "is not spread over zones and hosts");
    }
    return breaches.found();
  }

  /** Names of ports are short and plain, and services lead to ports that exist. */
  static List<String> ported(Manifests manifests) {
    var breaches = new Violations();
    for (Workload workload : manifests.workloads()) {
      for (var name : workload.ports().keySet()) {
        breaches.unless(
            name.matches("[a-z](-?[a-z0-9]){0,14}") && name.length() <= 15,
            workload.title(),
            "has a port with a bad name: " + name);
      }
    }
    for (var service : manifests.all("Service")) {
      var selector = service.tree().at("spec", "selector").words();
      var pods = manifests.workloads().stream().filter(it -> it.isChosenBy(selector)).toList();
      breaches.unless(!pods.isEmpty(), service.title(), "leads to no pod");
      for (Tree port : service.tree().at("spec", "ports").items()) {
        for (Workload pod : pods) {
          breaches.unless(
              port.at("port")
                  .is(pod.ports().getOrDefault(port.at("targetPort").text(), -1L).intValue()),
              service.title(),
              "leads to a port that is not there: " + port.at("targetPort").text());
        }
      }
    }
    return breaches.found();
  }

  /** Config maps are there; secrets are not, but are explained, key by key. */
  static List<String> referring(Manifests manifests) {
    var breaches = new Violations();
    var readme = Checkout.text("k8s/README.md");
    breaches.unless(manifests.all("Secret").isEmpty(), "the base", "carries a secret");
    for (Workload workload : manifests.workloads()) {
      var title = workload.title();
      for (Tree container : workload.containers()) {
        for (Tree from : container.at("envFrom").items()) {
          var name = from.at("configMapRef", "name").text();
          breaches.unless(
              manifests.all("ConfigMap").stream().anyMatch(map -> map.name().equals(name)),
              title,
              "refers to a config map that is not there: " + name);
        }
        for (Tree variable : container.at("env").items()) {
          var secret = variable.at("valueFrom", "secretKeyRef");
          if (secret.exists()) {
            breaches.unless(
                readme.contains("secret generic " + secret.at("name").text() + " ")
                    && readme.contains("--from-file=" + secret.at("key").text()),
                title,
                "refers to a secret that no page explains: " + secret);
          }
          breaches.unless(
              !variable.at("name").text().endsWith("PASSWORD") || secret.exists(),
              title,
              "holds a password in the open");
        }
      }
    }
    return breaches.found();
  }
}
