package io.gristworks.client;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param type {@code message} where the stream names none
 * @param id the last id the stream has named so far, empty where it has named none
 * @param data the lines of data, joined
 */
record ServerSentEvent(String type, String id, String data) {}
