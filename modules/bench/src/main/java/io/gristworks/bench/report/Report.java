package io.gristworks.bench.report;

import io.gristworks.bench.measure.Round;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, and where.
 *
 * @param postgres the server's version and settings, as it shows them
 * @param heap most heap of each contestant, as given to {@code -Xmx}
 * @param rounds in the order in which they were run
 * @param findings of Gristworks alone
 */
public record Report(
    Machine machine,
    Map<String, String> postgres,
    String heap,
    List<Round> rounds,
    List<Finding> findings) {}
