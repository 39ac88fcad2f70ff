package io.gristworks.deploy;

import io.gristworks.rules.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Kubernetes objects of a kustomize base.
 *
 * @param files the text of each file, by its name, {@code kustomization.yaml} included
 */
record Manifests(SortedMap<String, String> files) {

  static final String KUSTOMIZATION = "kustomization.yaml";

  /** One object, and the file it is in. */
  record Document(String file, Tree tree) {
    String kind() {
      return tree.at("kind").text();
    }

    String name() {
      return tree.at("metadata", "name").text();
    }

    /** For sentences: {@code Deployment gristworks-worker}. */
    String title() {
      return kind() + " " + name();
    }
  }

  /** The base that is shipped. */
  static Manifests shipped() {
    var files = new TreeMap<String, String>();
    for (var file : Checkout.files(Checkout.root().resolve("k8s/base"), ".yaml")) {
      var name = file.getFileName().toString();
      files.put(name, Checkout.text("k8s/base/" + name));
    }
    return new Manifests(files);
  }

  /** The same, but with a piece of one file replaced by another, wherever it stands. */
  Manifests replacing(String file, String piece, String other) {
    var before = files.getOrDefault(file, "");
    if (!before.contains(piece)) {
      throw new IllegalArgumentException(file + " does not contain: " + piece);
    }
    var changed = new TreeMap<>(files);
    changed.put(file, before.replace(piece, other));
    return new Manifests(changed);
  }

  /** All objects. */
  List<Document> documents() {
    var documents = new ArrayList<Document>();
    files.forEach(
        (file, text) -> {
          if (!file.equals(KUSTOMIZATION)) {
            Tree.documents(text).forEach(tree -> documents.add(new Document(file, tree)));
          }
        });
    return documents;
  }

  /** The objects of one kind. */
  List<Document> all(String kind) {
    return documents().stream().filter(document -> document.kind().equals(kind)).toList();
  }

  /** What runs pods: the deployments, then the jobs. */
  List<Workload> workloads() {
    var workloads = new ArrayList<>(deployments());
    all("Job").forEach(job -> workloads.add(new Workload(job)));
    return workloads;
  }

  /** What runs nodes. */
  List<Workload> deployments() {
    return all("Deployment").stream().map(Workload::new).toList();
  }
}
