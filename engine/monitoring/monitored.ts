import type { JobStreams } from '../job/job-streams.ts';
import type { IncidentState } from '../state/incident-state.ts';

/** What the monitoring port looks at. */
export interface Monitored {
  /** False: the engine had to stop. */
  readonly isHealthy: boolean;
  readonly incidents: IncidentState;
  readonly jobStreams: JobStreams;
}
