package io.gristworks.operations.bulkembed;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a {@code bulk_embed} job as they come in, before any check.
 *
 * @param model {@code all-minilm-l6-v2-q}, which it is where left out
 * @param normalize whether vectors are scaled to length 1; true where left out
 * @param maxChars the longest text accepted, in characters; 1 to 1,000,000, 20,000 where left out
 */
public record EmbedParameters(
    @Nullable String model, @Nullable Boolean normalize, @Nullable Integer maxChars) {}
