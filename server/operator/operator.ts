import { randomBytes } from 'node:crypto';
import type { BackupOutcome } from './backup/outcome.ts';
import type { Tell } from './progress.ts';

/**
 * What the operator of the machine may ask of the running product. Each action is put in by the
 * part that can do it, and is left out where that part isn't the product's (a cluster's broker).
 */
export interface OperatorActions {
  /** Copies the data to a new folder while the product works; see `server/operator/backup`. */
  backup?: (to: string, tell: Tell) => Promise<BackupOutcome>;
}

/** The operator's side of a server: a token of this run, and what may be asked with it. */
export interface Operator {
  /** Whoever can read it from the data folder is the operator. */
  readonly token: string;
  readonly actions: OperatorActions;
}

/** An operator's side with a token of its own and no actions yet. */
export function newOperator(): Operator {
  return { token: randomBytes(32).toString('base64url'), actions: {} };
}
