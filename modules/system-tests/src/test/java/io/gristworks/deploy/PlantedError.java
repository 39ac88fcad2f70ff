package io.gristworks.deploy;

import static io.gristworks.deploy.Rule.ALLOWED_TO_LOOK;
import static io.gristworks.deploy.Rule.ALL_ROLES_PLAYED;
import static io.gristworks.deploy.Rule.BOUND_TO_THE_POD;
import static io.gristworks.deploy.Rule.BUDGETED;
import static io.gristworks.deploy.Rule.CAN_WRITE_WHAT_IT_MUST;
import static io.gristworks.deploy.Rule.ENFORCED_BY_THE_NAMESPACE;
import static io.gristworks.deploy.Rule.EVERY_FILE_LISTED;
import static io.gristworks.deploy.Rule.FENCED;
import static io.gristworks.deploy.Rule.FINDABLE;
import static io.gristworks.deploy.Rule.GIVEN_TIME_TO_LEAVE;
import static io.gristworks.deploy.Rule.GUARDED;
import static io.gristworks.deploy.Rule.KNOWN_FIELDS;
import static io.gristworks.deploy.Rule.OPEN_API;
import static io.gristworks.deploy.Rule.PINNED;
import static io.gristworks.deploy.Rule.PORTED;
import static io.gristworks.deploy.Rule.PROBED;
import static io.gristworks.deploy.Rule.QUANTITIES;
import static io.gristworks.deploy.Rule.REFERRING;
import static io.gristworks.deploy.Rule.RESTRICTED;
import static io.gristworks.deploy.Rule.ROLLED_ONE_BY_ONE;
import static io.gristworks.deploy.Rule.SELECTED;
import static io.gristworks.deploy.Rule.SIZED;
import static io.gristworks.deploy.Rule.SPREAD;

import java.util.List;
import java.util.stream.Stream;

/**
 * An error put into the manifests on purpose.
 *
 * @param rule which must find it
 * @param says a part of what it must say
 */
record PlantedError(Rule rule, String file, String piece, String error, String says) {

  private static final String W = "worker.yaml";
  private static final String G = "gateway.yaml";
  private static final String N = "network.yaml";

  /** At least one for each rule. */
  static List<PlantedError> all() {
    return Stream.of(schema(), pods(), wiring(), cluster()).flatMap(List::stream).toList();
  }

  private static List<PlantedError> schema() {
    return List.of(
        new PlantedError(OPEN_API, W, "replicas: 2", "replica: 2", "replica"),
        new PlantedError(OPEN_API, W, "replicas: 2", "replicas: two", "two"),
        new PlantedError(OPEN_API, W, "maxSkew: 1", "minSkew: 1", "Skew"),
        new PlantedError(OPEN_API, W, "kind: Deployment", "kind: Deploiment", "no such kind"),
        new PlantedError(
            KNOWN_FIELDS, W, "enableServiceLinks", "enableServiceLink", "unknown field"),
        new PlantedError(KNOWN_FIELDS, W, "timeoutSeconds", "timeoutSecond", "unknown field"),
        new PlantedError(QUANTITIES, W, "memory: 2Gi", "memory: 512Mb", "no quantity"),
        new PlantedError(QUANTITIES, W, "sizeLimit: 512Mi", "sizeLimit: 1 GB", "no quantity"));
  }

  private static List<PlantedError> pods() {
    return List.of(
        new PlantedError(RESTRICTED, W, "runAsNonRoot: true", "runAsNonRoot: false", "as root"),
        new PlantedError(RESTRICTED, W, "runAsUser: 10001", "runAsUser: 0", "no user"),
        new PlantedError(RESTRICTED, W, "type: RuntimeDefault", "type: Unconfined", "seccomp"),
        new PlantedError(RESTRICTED, W, "drop: [ALL]", "drop: [NET_RAW]", "capabilities"),
        new PlantedError(RESTRICTED, W, "Escalation: false", "Escalation: true", "escalate"),
        new PlantedError(RESTRICTED, W, "Filesystem: true", "Filesystem: false", "write its root"),
        new PlantedError(
            RESTRICTED, W, "enableServiceLinks: false", "hostNetwork: true", "hostNetwork"),
        new PlantedError(
            RESTRICTED, W, "emptyDir: { sizeLimit: 512Mi }", "hostPath: {}", "host's files"),
        new PlantedError(
            ENFORCED_BY_THE_NAMESPACE, "namespace.yaml", "enforce: restricted", "x: y", "enforce"),
        new PlantedError(
            ENFORCED_BY_THE_NAMESPACE,
            W,
            "namespace: gristworks",
            "namespace: default",
            "is in no"),
        new PlantedError(PROBED, W, "path: /ready", "path: /alive", "/ready on management"),
        new PlantedError(
            PROBED, G, "path: /alive, port: management", "path: /, port: http", "/alive"),
        new PlantedError(PROBED, W, "timeoutSeconds: 3", "timeoutSeconds: 1", "pausing"),
        new PlantedError(
            SIZED, W, "limits: { memory: 2Gi", "limits: { cpu: 2, memory: 2Gi", "CPU limit"),
        new PlantedError(
            SIZED, W, "limits: { memory: 2Gi", "limits: { memory: 4Gi", "memory requested"),
        new PlantedError(SIZED, W, "cpu: \"2\", ", "", "no CPU"),
        new PlantedError(GIVEN_TIME_TO_LEAVE, W, "Seconds: 150", "Seconds: 30", "needs 120"),
        new PlantedError(
            GIVEN_TIME_TO_LEAVE, G, "sleep: { seconds: 10 }", "sleep: { seconds: 60 }", "150"),
        new PlantedError(
            GIVEN_TIME_TO_LEAVE, G, "name: GRIST_DRAIN_WITHIN", "name: DRAIN", "does not say"),
        new PlantedError(PINNED, W, "gristworks:0.1.0", "gristworks:latest", "no version"),
        new PlantedError(PINNED, W, "image: gristworks:0.1.0", "image: gristworks", "no version"),
        new PlantedError(
            PINNED, W, "app-version: \"0.1.0\"", "app-version: \"0.2.0\"", "app-version"),
        new PlantedError(ALL_ROLES_PLAYED, W, "value: worker", "value: gateway", "[worker]"),
        new PlantedError(ALL_ROLES_PLAYED, W, "value: worker", "value: miller", "unknown role"),
        new PlantedError(CAN_WRITE_WHAT_IT_MUST, W, "mountPath: /tmp", "mountPath: /temp", "/tmp"),
        new PlantedError(
            CAN_WRITE_WHAT_IT_MUST, W, "        - name: tmp", "        - name: t", "no volume"),
        new PlantedError(
            ROLLED_ONE_BY_ONE, W, "maxUnavailable: 0", "maxUnavailable: 1", "surge 1"));
  }

  private static List<PlantedError> wiring() {
    return List.of(
        new PlantedError(
            EVERY_FILE_LISTED, "kustomization.yaml", "  - services.yaml\n", "", "lists"),
        new PlantedError(BUDGETED, W, "PodDisruptionBudget", "PodDisruptionFund", "one budget"),
        new PlantedError(
            BUDGETED, W, "  maxUnavailable: 1\n", "  maxUnavailable: 0\n", "spares no pod"),
        new PlantedError(
            SELECTED, W, "matchLabels:\n      app: grist", "matchLabels:\n      app: g", "loses"),
        new PlantedError(SELECTED, G, "role: gateway", "role: worker", "others' pods"),
        new PlantedError(
            SPREAD, W, "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "zones"),
        new PlantedError(PORTED, W, "name: management,", "name: management-of-node,", "bad name"),
        new PlantedError(
            PORTED, "services.yaml", "targetPort: http", "targetPort: https", "not there"),
        new PlantedError(
            PORTED, "services.yaml", "    app: gristworks\n  p", "    app: grist\n  p", "no pod"),
        new PlantedError(
            REFERRING,
            W,
            "configMapRef: { name: gristworks-node",
            "configMapRef: { name: nodes",
            "nodes"),
        new PlantedError(REFERRING, W, "key: password", "key: passwd", "no page explains"),
        new PlantedError(
            REFERRING,
            "migrate.yaml",
            "name: GRIST_STORE_PASSWORD\n",
            "name: A\n            - { name: A_PASSWORD, value: x }\n            - name: B\n",
            "in the open"),
        new PlantedError(
            REFERRING, "config.yaml", "kind: ConfigMap", "kind: Secret", "carries a secret"));
  }

  private static List<PlantedError> cluster() {
    return List.of(
        new PlantedError(
            ALLOWED_TO_LOOK, "access.yaml", "[get, list, watch]", "[get, list]", "not just"),
        new PlantedError(
            ALLOWED_TO_LOOK, "access.yaml", "resources: [pods]", "resources: ['*']", "not just"),
        new PlantedError(
            ALLOWED_TO_LOOK, W, "AccountName: gristworks", "AccountName: miller", "not there"),
        new PlantedError(ALLOWED_TO_LOOK, W, "Token: true", "Token: false", "who it is"),
        new PlantedError(
            ALLOWED_TO_LOOK, "access.yaml", "kind: RoleBinding", "kind: X", "may not look"),
        new PlantedError(FINDABLE, "config.yaml", "LABEL: gristworks", "LABEL: grist", "not found"),
        new PlantedError(
            FINDABLE, "migrate.yaml", "app: gristworks-migrate", "app: gristworks", "wrongly"),
        new PlantedError(FINDABLE, "config.yaml", "\"25520\"", "\"2552\"", "GRIST_CLUSTER_PORT"),
        new PlantedError(
            FINDABLE, W, "- { name: remoting, containerPort: 25520 }", "", "for its peers"),
        new PlantedError(BOUND_TO_THE_POD, W, "status.podIP", "status.hostIP", "not the pod's"),
        new PlantedError(
            FENCED, N, "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]", "default"),
        new PlantedError(FENCED, N, "port: 25520", "port: 25521", "listens at"),
        new PlantedError(FENCED, G, "containerPort: 7070", "containerPort: 8080", "listens at"),
        new PlantedError(
            GUARDED, N, "gristworks.io/client: \"true\"", "app: any", "than its clients"),
        new PlantedError(
            GUARDED, "services.yaml", "  clusterIP: None", "  type: NodePort", "outside"));
  }
}
