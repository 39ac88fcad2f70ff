/** What a dead process leaves behind. */
@NullMarked
package io.gristworks.engine.ledger;

import org.jspecify.annotations.NullMarked;
