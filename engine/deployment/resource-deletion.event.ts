import type { EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

/** A deletion is only the frame of its resource's own facts. Source: `EventAppliers.java`. */
export const resourceDeletionEvents: EventAppliers<'RESOURCE_DELETION'> = {
  DELETING: noChange,
  DELETED: noChange,
};
