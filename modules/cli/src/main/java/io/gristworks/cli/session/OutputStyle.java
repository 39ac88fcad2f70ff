package io.gristworks.cli.session;

/** Whom the output is for. */
public enum OutputStyle {
  /** People. */
  TEXT,
  /** Programs: the server's own documents. */
  JSON
}
