package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.part;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToPool;
import io.gristworks.core.coordinator.CoordinatorEffect.TellSelf;
import io.gristworks.core.coordinator.CoordinatorInput.CountReports;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.FromPool;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.message.ToNode.Drop;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.message.ToNode.WhatDoYouHold;
import io.gristworks.core.message.ToPool.Offer;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What a coordinator is told, and what follows, as tests of it tell it: all begins at noon. */
abstract class CoordinatorStory {
  Batch batch = BatchStory.given().batch();
  Coordinator coordinator = coordinatorOf(batch);
  Instant now = NOON;
  Duration clockSet = Duration.ZERO;

  static Coordinator coordinatorOf(Batch batch) {
    return coordinatorOf(batch, batch.exists());
  }

  static Coordinator coordinatorOf(Batch batch, boolean takesOver) {
    return new Coordinator(
        batch,
        new CoordinatorRules(LeaseSettings.DEFAULT, Duration.ofSeconds(3), _ -> false),
        new SplittableRandom(7),
        takesOver,
        0,
        Sample.time(NOON));
  }

  /** The coordinator was there when all this happened, a minute ago. */
  void runs(BatchEvent... past) {
    for (var event : past) {
      batch.apply(event);
      coordinator.written(
          new Transition(List.of(event), List.of()), Sample.time(NOON.minusSeconds(60)));
    }
  }

  /** All this happened to another coordinator. */
  void takesOver(BatchEvent... past) {
    batch = BatchStory.given(past).batch();
    coordinator = coordinatorOf(batch);
  }

  Now time() {
    return new Now(now.plus(clockSet), Sample.time(now).steady());
  }

  List<CoordinatorEffect> handle(CoordinatorInput news) {
    var turn = coordinator.handle(news, time());
    var effects = new ArrayList<>(turn.effects());
    if (!turn.events().isEmpty()) {
      turn.events().forEach(batch::apply);
      effects = new ArrayList<>(coordinator.written(turn, time()));
    }
    while (effects.remove(new TellSelf(new CoordinatorInput.Follow()))) {
      effects.addAll(handle(new CoordinatorInput.Follow()));
    }
    return effects;
  }

  List<CoordinatorEffect> reported(String node, long number, JobReport part) {
    handle(new FromNode(node, new Report(number, List.of(part))));
    return handle(new CountReports());
  }

  List<CoordinatorEffect> nothingIsStored() {
    return handle(new CoordinatorInput.SegmentsListed(1, List.of(), true));
  }

  List<Lease> granted(String node) {
    return leases(handle(new FromPool(new Grant(0, 1, node, 4, Integer.MAX_VALUE))));
  }

  Lease grant(String node) {
    return grant(0, node);
  }

  Lease grant(int job, String node) {
    return leases(handle(new FromPool(new Grant(job, 1, node, 4, Integer.MAX_VALUE)))).getFirst();
  }

  static List<Lease> leases(List<CoordinatorEffect> effects) {
    return sent(effects).stream()
        .map(SendToNode::message)
        .filter(Lease.class::isInstance)
        .map(Lease.class::cast)
        .toList();
  }

  static List<SendToNode> sent(List<CoordinatorEffect> effects) {
    return effects.stream()
        .filter(SendToNode.class::isInstance)
        .map(SendToNode.class::cast)
        .toList();
  }

  SendToNode acknowledged(String node, long number, Map<Integer, TaskSet> refused, int nodes) {
    return new SendToNode(node, new Acknowledged(batch.id().value(), number, refused, nodes));
  }

  SendToNode drop(String node, int job, boolean interrupts, long turn) {
    return new SendToNode(node, new Drop(batch.id().value(), List.of(job), interrupts, turn));
  }

  SendToNode asks(String node, long earlierUpTo) {
    return new SendToNode(node, new WhatDoYouHold(batch.id().value(), earlierUpTo, node));
  }

  static List<Offer> offers(List<CoordinatorEffect> effects) {
    return effects.stream()
        .filter(SendToPool.class::isInstance)
        .map(effect -> (Offer) ((SendToPool) effect).message())
        .toList();
  }
}
