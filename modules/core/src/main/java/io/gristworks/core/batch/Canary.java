package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;

/**
 * Failed tasks of which some are tried again first.
 *
 * @param probing those that are tried
 * @param held those that follow if all of {@code probing} succeed; failed until then
 */
public record Canary(TaskSet probing, TaskSet held) {}
