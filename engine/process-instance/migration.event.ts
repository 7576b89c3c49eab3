import type { EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

/** A migration is only the frame of its elements' own facts. Source: `EventAppliers.java`. */
export const migrationEvents: EventAppliers<'PROCESS_INSTANCE_MIGRATION'> = {
  MIGRATED: noChange,
};
