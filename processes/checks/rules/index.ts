/** All rules, in the order in which a designer should mend them. */
import type { Rule } from '../finding.ts';
import { limitOrder, missingElement } from './clock.ts';
import { chineseName, gatewayDefault, noWayToEnd, timerUnbounded, unreachable } from './flow.ts';
import { unknownDecision, unknownProcess, unknownWorker } from './reference.ts';
import {
  errorAtNativeTask,
  limitUnreadable,
  limitWithoutBasis,
  nobodyCanTake,
  taskWithoutForm,
  unknownForm,
  unknownRole,
} from './task.ts';

/** Every rule of the package check. */
export const rules: readonly Rule[] = [
  noWayToEnd,
  unreachable,
  gatewayDefault,
  nobodyCanTake,
  taskWithoutForm,
  unknownForm,
  errorAtNativeTask,
  limitUnreadable,
  unknownWorker,
  unknownProcess,
  unknownDecision,
  timerUnbounded,
  missingElement,
  limitOrder,
  unknownRole,
  limitWithoutBasis,
  chineseName,
];
