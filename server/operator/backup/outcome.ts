import type { Outcome } from '../progress.ts';

/** What a finished backup is told as. */
export interface BackupReport {
  /** The folder it is in. */
  readonly to: string;
  readonly bytes: number;
  readonly durationMs: number;
  /** How long writes of the store waited, so that engine and store are of one moment. */
  readonly heldMs: number;
  /** What is not in it and has to be backed up with tools of its own; one line each. */
  readonly elsewhere: readonly string[];
}

/** How a backup ended. */
export type BackupOutcome = Outcome<BackupReport>;
