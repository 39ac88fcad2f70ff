package io.gristworks.gateway.submit;

import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.StoredBatch;

/** A schedule whose wording is in order, and whose batch would be accepted now. */
public record ScheduleDraft(String name, Plan plan, boolean paused, StoredBatch batch) {}
