import type { ExportedRecord } from '../zeebe/record-sink.ts';

/** A broker that scenarios are played on, real or embedded. */
export interface Broker {
  readonly name: 'zeebe' | 'embedded';
  /** `host:port` of its gateway. */
  readonly address: string;
  /** `http://host:port` of its REST API. */
  readonly restUrl: string;
  /** `http://host:port` of its monitoring. */
  readonly monitoringUrl: string;
  /** All records so far, in order. */
  readonly records: readonly ExportedRecord[];
  /** Resolves when `done` holds; asked again whenever records arrive. */
  until(done: () => boolean, what: string, timeoutMs?: number): Promise<void>;
  advanceClock(byMs: number): Promise<void>;
  close(): Promise<void>;
}
