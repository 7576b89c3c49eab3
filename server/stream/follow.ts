import type { Packages } from '../businesses/packages.ts';
import type { Calendar } from '../clock/index.ts';
import type { Context } from '../context.ts';
import { hubOf } from '../events/hub.ts';
import { Ingest } from './ingest.ts';
import { StreamLag } from './lag.ts';
import { StreamWatch } from './watch.ts';

/** What brings the record stream into the read models, and watches that it does. */
export interface Following {
  readonly ingest: Ingest;
  readonly lag: StreamLag;
  readonly watch: StreamWatch;
  /** Another server applies the records; this one only reads what comes of them. */
  readonly isFollower: boolean;
}

/** Makes it. Nothing runs before the watch is started and records come. */
export function followStream(
  context: Omit<Context, 'services' | 'documents'>,
  packages: Packages,
  calendar: Calendar,
): Following {
  const { config, connection, log, clock, health, metrics } = context;
  const hub = hubOf(connection);
  const now = (): number => clock.now();
  const isRemote = config.zeebe !== null;
  const isFollower = isRemote && config.sink === null;
  const lag = new StreamLag({ waitingMs: () => ingest.lagMs(), now, isRemote });
  const watch = new StreamWatch({ connection, lag, health, hub, log, now, isFollower });
  const ingest = new Ingest({
    connection,
    packages,
    calendar,
    clock,
    log,
    metrics,
    announce: config.sink !== null,
    keptDays: config.recordsKeptDays,
    onChanges: (changes) => hub.tell(changes),
    onHeard: () => lag.heard(),
    onStored: (timestamp) => lag.stored(timestamp),
    onParked: () => void watch.look(),
    onTrouble: (reason) => watch.troubled(reason),
  });
  health.measureBehind(() => watch.behind());
  metrics.measureUnprojected(() => watch.unprojectedCount);
  return { ingest, lag, watch, isFollower };
}
