import { hasRole, type Policy } from '../http/policy.ts';
import type { Viewer } from '../sessions/schema.ts';

/**
 * The gate of the operator's routes: administrators who signed in, and programs on this machine
 * that show the token of the data folder (`server/http/operator-reader.ts` makes them a viewer).
 */
export const operatorOnly: Policy<Viewer> = {
  ...hasRole('admin'),
  name: 'operator',
  takesBearer: true,
};
