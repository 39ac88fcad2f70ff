package io.gristworks.gateway.submit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over all that is submitted: by it a repeated submission knows the first one. */
final class Digest {
  private final MessageDigest sha;

  Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What takes in the tasks. */
  MessageDigest tasks() {
    return sha;
  }

  /** Takes in a piece of the wording; no JSON begins with the byte before it. */
  void wording(String text) {
    sha.update((byte) 2);
    sha.update(text.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) '\n');
  }

  /** The digest as text; ends the taking in. */
  String text() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
