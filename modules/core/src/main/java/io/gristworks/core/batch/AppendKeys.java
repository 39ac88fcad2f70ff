package io.gristworks.core.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys under which the jobs of an open batch have taken tasks. One thread at a time. */
final class AppendKeys {
  private final List<BatchSnapshot.Append> inOrder = new ArrayList<>();
  private final Map<Integer, Map<String, String>> digests = new HashMap<>();

  /** A job has taken tasks, maybe under a key. */
  void take(BatchEvent.TasksAppended appended) {
    if (appended.key() != null) {
      add(new BatchSnapshot.Append(appended.part().job(), appended.key()));
    }
  }

  /** A job has taken tasks under a key. */
  void add(BatchSnapshot.Append append) {
    inOrder.add(append);
    digests
        .computeIfAbsent(append.job(), _ -> new HashMap<>())
        .put(append.key().key(), append.key().digest());
  }

  /** The digest of what the job took under the key; null where it took nothing. */
  @Nullable String digest(int job, String key) {
    return digests.getOrDefault(job, Map.of()).get(key);
  }

  /** Whether there may be no more. */
  boolean isFull() {
    return inOrder.size() >= AppendKey.MOST;
  }

  /** All, in the order of the appends. */
  List<BatchSnapshot.Append> all() {
    return List.copyOf(inOrder);
  }
}
