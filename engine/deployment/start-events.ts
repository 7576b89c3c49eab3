import type { Behaviors } from '../bpmn/behavior/behaviors.ts';
import type { ProcessMetadata } from '../protocol/value/deployment.value.ts';

/**
 * Opens the start subscriptions of newly deployed versions and closes those of the versions they
 * replace.
 * Source: zeebe/engine, `StartEventSubscriptionManager.java`,
 * `DeploymentCreateProcessor.createTimerIfTimerStartEvent`.
 */
export interface StartEvents {
  /**
   * Timers of start events; before DEPLOYMENT CREATED. Returns why a timer cannot be made, or
   * null.
   */
  openTimers(process: ProcessMetadata): string | null;
  /** Message and signal subscriptions; after DEPLOYMENT CREATED. */
  openSubscriptions(process: ProcessMetadata): void;
}

/** Makes the start subscriptions' part from the behaviors. */
export type MakeStartEvents = (behaviors: Behaviors) => StartEvents;
