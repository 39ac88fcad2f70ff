package io.gristworks.core.rule;

import java.time.Instant;

/**
 * Everything stands still: nothing is handed out, and what nodes have not begun they give back.
 *
 * @param reason for people
 * @param by who stopped it
 * @param since when
 */
public record Stop(String reason, String by, Instant since) {}
