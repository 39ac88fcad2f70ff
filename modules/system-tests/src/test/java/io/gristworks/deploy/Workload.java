package io.gristworks.deploy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Deployment or a Job, and the pods it makes. */
record Workload(Manifests.Document document) {

  String title() {
    return document.title();
  }

  /** The labels of its pods. */
  SortedMap<String, String> labels() {
    return document.tree().at("spec", "template", "metadata", "labels").words();
  }

  /** The labels by which it knows its pods; none for a Job. */
  SortedMap<String, String> selector() {
    return document.tree().at("spec", "selector", "matchLabels").words();
  }

  long replicas() {
    return document.tree().at("spec", "replicas").number();
  }

  Tree pod() {
    return document.tree().at("spec", "template", "spec");
  }

  /** All containers, also those that run before the others. */
  List<Tree> containers() {
    return Stream.concat(
            pod().at("containers").items().stream(), pod().at("initContainers").items().stream())
        .toList();
  }

  /** The numbers of the containers' ports by their names. */
  SortedMap<String, Long> ports() {
    var ports = new TreeMap<String, Long>();
    for (Tree container : containers()) {
      for (Tree port : container.at("ports").items()) {
        ports.put(port.at("name").text(), port.at("containerPort").number());
      }
    }
    return ports;
  }

  /** Whether a selector's labels choose its pods; an empty selector chooses all. */
  boolean isChosenBy(Map<String, String> selector) {
    return labels().entrySet().containsAll(selector.entrySet());
  }
}
