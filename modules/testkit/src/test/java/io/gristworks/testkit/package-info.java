/** Whole runs on a node in this JVM: what Gristworks promises to whoever submits work. */
@NullMarked
package io.gristworks.testkit;

import org.jspecify.annotations.NullMarked;
