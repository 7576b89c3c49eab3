import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Health } from '../health/health.ts';

const FAST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Figures of this process for Prometheus. One registry per server, none global. */
export class Metrics {
  readonly registry = new Registry();
  /** Requests by method, route pattern and status. Unit: seconds. */
  readonly http: Histogram<'method' | 'route' | 'status'>;
  /** Commands sent to the broker, by kind and outcome (`ok`, or the gRPC status). Unit: seconds. */
  readonly brokerCommand: Histogram<'command' | 'outcome'>;
  /** Records put into the read models, by value type. */
  readonly recordsProjected: Counter<'valueType'>;
  private unprojected: () => number = () => 0;
  /** Browsers listening to events now. */
  readonly eventStreams: Gauge;

  constructor(health: Health) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.http = new Histogram({
      name: 'tongqu_http_request_duration_seconds',
      help: 'Time from request to the last byte of the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: FAST_SECONDS,
      registers,
    });
    this.brokerCommand = new Histogram({
      name: 'tongqu_broker_command_duration_seconds',
      help: 'Time from sending a command to the answer of the broker',
      labelNames: ['command', 'outcome'],
      buckets: FAST_SECONDS,
      registers,
    });
    this.recordsProjected = new Counter({
      name: 'tongqu_records_projected_total',
      help: 'Records put into the read models',
      labelNames: ['valueType'],
      registers,
    });
    this.eventStreams = new Gauge({
      name: 'tongqu_event_streams',
      help: 'Browsers listening to server-sent events',
      registers,
    });
    const lag: Gauge = new Gauge({
      name: 'tongqu_projection_lag_seconds',
      help: 'Age of the oldest record not yet in the read models',
      registers,
      collect: () => lag.set(health.projectionLagMs() / 1000),
    });
    const aside: Gauge = new Gauge({
      name: 'tongqu_records_unprojected',
      help: 'Records that a projection could not digest and that are not in the read models',
      registers,
      collect: () => aside.set(this.unprojected()),
    });
    const parts: Gauge<'part'> = new Gauge({
      name: 'tongqu_part_up',
      help: '1 while the part (broker, store) is there',
      labelNames: ['part'],
      registers,
      collect: () => {
        parts.set({ part: 'broker' }, health.isUp('broker') ? 1 : 0);
        parts.set({ part: 'store' }, health.isUp('store') ? 1 : 0);
      },
    });
  }

  /** Where the number of records put aside is read from. */
  measureUnprojected(read: () => number): void {
    this.unprojected = read;
  }
}
