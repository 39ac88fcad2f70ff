package io.gristworks.cli.node;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a node is told when it is started from the command line; what is empty, the node decides.
 *
 * @param data the directory of its data
 * @param gatewayPort where it serves the API
 * @param managementPort where it serves {@code /ready} and {@code /metrics}
 * @param clusterPort where other nodes reach it; 0 for a free one
 * @param config a file with settings of the user
 */
public record NodeSettings(
    Path data,
    OptionalInt gatewayPort,
    OptionalInt managementPort,
    OptionalInt clusterPort,
    Optional<Path> config) {}
