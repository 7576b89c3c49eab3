import { clockJumps } from './clock-jumps.ts';
import { corruptedRecord, garbledPage, tornTail } from './damage.ts';
import { diskFull } from './disk-full.ts';
import { crashAtEveryBoundary, crashesAreReal, crashesInARow } from './engine-crashes.ts';
import type { Fault } from './fault.ts';
import { killProduct } from './kill-product.ts';
import { halfOpen } from './network/half-open.ts';
import { idlePolls } from './network/idle-polls.ts';
import { largeMessage } from './network/large-message.ts';
import { malformedBson } from './network/malformed-bson.ts';
import { malformedFrames } from './network/malformed-frames.ts';
import { slowConsumer } from './network/slow-consumer.ts';
import { crashesOfProjectors } from './projection-crashes.ts';
import { realBrokerOutages } from './real-broker.ts';
import { corruptedDocument, garbledStore, tornStore } from './store-damage.ts';

/** Every fault that `npm run test:robustness` injects, in this order. */
export const faults: readonly Fault[] = [
  crashAtEveryBoundary,
  crashesInARow,
  crashesAreReal,
  crashesOfProjectors,
  killProduct,
  diskFull,
  tornTail,
  garbledPage,
  corruptedRecord,
  tornStore,
  garbledStore,
  corruptedDocument,
  clockJumps,
  idlePolls,
  slowConsumer,
  largeMessage,
  halfOpen,
  malformedFrames,
  malformedBson,
  realBrokerOutages,
];
