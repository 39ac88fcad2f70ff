package io.gristworks.bench.report;

import io.gristworks.bench.gristworks.Study;
import java.util.Map;

/**
 * What a study of Gristworks alone gave.
 *
 * @param figures by name, in the order in which they are shown
 */
public record Finding(Study study, Map<String, Double> figures) {}
