package io.gristworks.core.task;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param kind what sort of failure, in few stable words: {@code timeout}, or the handler's own
 * @param message what happened, for people; at most 2,000 characters
 * @param detail where it happened, a stack trace say; at most 16,000 characters
 * @param permanent whether another attempt cannot help
 */
public record TaskError(String kind, String message, @Nullable String detail, boolean permanent) {}
