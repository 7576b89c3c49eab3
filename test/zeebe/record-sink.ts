import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilWatched } from './until.ts';

/**
 * A record as Zeebe's Elasticsearch exporter writes it. Keys of partition 1 are exact in a number.
 */
export interface ExportedRecord {
  readonly partitionId: number;
  readonly position: number;
  readonly sourceRecordPosition: number;
  readonly key: number;
  readonly timestamp: number;
  readonly valueType: string;
  readonly recordType: 'EVENT' | 'COMMAND' | 'COMMAND_REJECTION';
  readonly intent: string;
  readonly rejectionType: string;
  readonly rejectionReason: string;
  readonly brokerVersion: string;
  readonly recordVersion: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** An HTTP server which takes what Zeebe's Elasticsearch exporter sends, and keeps the records. */
export interface RecordSink {
  readonly url: string;
  /** Every record that arrived, in order, each once. */
  readonly records: readonly ExportedRecord[];
  /** The `index` action lines that arrived with the records, for checks of names and ids. */
  readonly actions: readonly { readonly _index: string; readonly _id: string }[];
  /** The calls other than `_bulk`, as `PUT /path`, in order. */
  readonly calls: readonly string[];
  /** Resolves when `done` holds; asked again after each batch. Rejects after `timeoutMs`. */
  until(done: () => boolean, what: string, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a sink on a free port of 127.0.0.1. */
export async function openRecordSink(): Promise<RecordSink> {
  const records: ExportedRecord[] = [];
  const actions: { _index: string; _id: string }[] = [];
  const calls: string[] = [];
  const waiting = new Set<() => void>();
  let last = 0;
  const server = createServer((request, response) => {
    void receive(request).then((body) => {
      if (!request.url?.startsWith('/_bulk')) {
        calls.push(`${request.method} ${request.url}`);
        return answer(response, { acknowledged: true });
      }
      const items = readBulk(body);
      for (const item of items) {
        if (item.record.position <= last) continue;
        last = item.record.position;
        records.push(item.record);
        actions.push(item.action);
      }
      answer(response, bulkAnswer(items));
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    actions,
    calls,
    until: (done, what, timeoutMs) => untilWatched(waiting, done, what, timeoutMs),
    close: () => closeServer(server),
  };
}

interface BulkItem {
  readonly action: { _index: string; _id: string };
  readonly record: ExportedRecord;
}

function readBulk(body: string): BulkItem[] {
  const lines = body.split('\n').filter((line) => line !== '');
  const items: BulkItem[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const { index } = JSON.parse(lines[at] ?? '') as { index: BulkItem['action'] };
    items.push({ action: index, record: JSON.parse(lines[at + 1] ?? '') as ExportedRecord });
  }
  return items;
}

function bulkAnswer(items: readonly BulkItem[]): object {
  const answers = items.map(({ action }) => ({ index: { ...action, status: 201 } }));
  return { took: 1, errors: false, items: answers };
}

async function receive(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, body: object): void {
  response.setHeader('X-Elastic-Product', 'Elasticsearch');
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}

function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
