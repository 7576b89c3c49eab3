import { Family } from './family.ts';
import type { Monitored } from './monitored.ts';
import type { RecordMetrics } from './record-metrics.ts';

const PARTITION = { partition: '1' };

/** All figures as Prometheus reads them: those of the records, and those of this moment. */
export function metricsText(engine: Monitored, records: RecordMetrics): string {
  return [...records.families(), ...momentary(engine)].map(String).join('');
}

function momentary(engine: Monitored): Family[] {
  const { jobStreams, incidents } = engine;
  const { pushed, failed } = jobStreams.counts;
  const streams = jobStreams.list();
  const clients = streams.reduce((sum, { clientCount }) => sum + clientCount, 0);
  const gauge = (name: string, help: string, value: number, labels = {}): Family =>
    new Family(name, help, 'gauge').set(value, labels);
  const counter = (name: string, help: string, value: number): Family =>
    new Family(name, help).set(value);
  return [
    gauge('zeebe_health', 'Shows current health of the partition', engine.isHealthy ? 1 : 0, {
      ...PARTITION,
    }),
    gauge(
      'zeebe_pending_incidents_total',
      'Number of pending incidents',
      incidents.count(),
      PARTITION,
    ),
    gauge(
      'zeebe_banned_instances_total',
      'Number of banned instances',
      incidents.bannedCount(),
      PARTITION,
    ),
    gauge('zeebe_broker_open_job_stream_count', 'Number of open job streams', streams.length),
    counter('zeebe_broker_jobs_pushed_count_total', 'Number of jobs pushed', pushed),
    counter('zeebe_broker_jobs_push_fail_count_total', 'Number of failed job pushes', failed),
    gauge('zeebe_gateway_job_stream_clients', 'Number of clients of job streams', clients),
    gauge('zeebe_gateway_job_stream_streams', 'Number of job streams', streams.length),
    gauge('process_uptime_seconds', 'The uptime of the process', process.uptime()),
    gauge(
      'process_start_time_seconds',
      'Start time of the process since unix epoch.',
      Date.now() / 1000 - process.uptime(),
    ),
    gauge(
      'process_resident_memory_bytes',
      'Resident memory size in bytes.',
      process.memoryUsage.rss(),
    ),
  ];
}
