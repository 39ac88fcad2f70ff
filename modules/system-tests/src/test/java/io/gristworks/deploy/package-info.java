/**
 * What is asked of the files by which Gristworks is run: the Kubernetes base, docker-compose, the
 * image.
 *
 * <pre>
 *   k8s/base ──▶ Manifests ──▶ Rule ──▶ breaches
 *                    ▲
 *   planted error ───┘   each rule is shown able to fail
 * </pre>
 *
 * <p>No cluster and no Docker is needed: the schemas of two client libraries stand in for the API
 * server, and our own policy is written as assertions.
 */
@NullMarked
package io.gristworks.deploy;

import org.jspecify.annotations.NullMarked;
