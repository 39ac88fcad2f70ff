/** Tests against a real bound port; behind it, a cluster and a store made by hand. */
@NullMarked
package io.gristworks.gateway;

import org.jspecify.annotations.NullMarked;
