import { PARTITION_ID, KEY_BITS } from '../protocol/key.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { Acknowledgment, ExportBatch, Exporter } from './exporter.ts';
import type { IndexedType } from './index-fields.ts';
import {
  componentTemplate,
  indexedTypes,
  indexName,
  INDEX_PREFIX,
  templateFor,
} from './index-template.ts';

/** How long a sink may take for one request before it counts as gone. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What is exported beside what Zeebe's exporter takes as it comes. */
export interface ElasticsearchOptions {
  /** Commands, rejections and the kinds that Zeebe leaves out too; else events only. */
  readonly everything?: boolean;
}

/**
 * Posts records to `url` as Zeebe's Elasticsearch exporter does: first the templates, then bulk
 * requests. Acknowledges what the sink has taken; a refusal or a failure of any item rejects, so
 * that the whole batch is sent again.
 * Source: zeebe/exporters/elasticsearch-exporter, `ElasticsearchExporter.java`,
 * `ElasticsearchExporterConfiguration.java`.
 */
export function elasticsearchExporter(url: string, options: ElasticsearchOptions = {}): Exporter {
  return new ElasticsearchExporter(url.replace(/\/$/, ''), options.everything ?? false);
}

/** Records sent so far, by kind: the next record's place in its kind. */
type Counters = Partial<Record<ValueType, number>>;

class ElasticsearchExporter implements Exporter {
  readonly id = 'elasticsearch';
  private readonly url: string;
  private readonly everything: boolean;
  private readonly types: ReadonlySet<ValueType>;
  private counters: Counters = {};
  private hasTemplates = false;

  constructor(url: string, everything: boolean) {
    this.url = url;
    this.everything = everything;
    this.types = new Set(indexedTypes(everything));
  }

  open(metadata: string | undefined): void {
    this.counters = metadata === undefined ? {} : (JSON.parse(metadata) as Counters);
  }

  /** Counters move only with the acknowledgment: a batch sent again gets the same numbers. */
  async export(batch: ExportBatch): Promise<Acknowledgment> {
    if (!this.hasTemplates) await this.putTemplates();
    const { lines } = batch;
    const counters = { ...this.counters };
    const body = batch.records.flatMap((record, at) => {
      if (!this.takes(record)) return [];
      const count = (counters[record.valueType] ?? 0) + 1;
      counters[record.valueType] = count;
      return [`${action(record)}\n${document(lines[at] ?? '{}', count)}\n`];
    });
    if (body.length > 0) {
      const answer = await this.send('POST', '/_bulk', body.join(''), 'application/x-ndjson');
      if (answer['errors'] === true) throw new Error('The sink refused records of a bulk request');
    }
    this.counters = counters;
    return { position: batch.lastPosition, metadata: JSON.stringify(counters) };
  }

  private takes(record: AnyRecord): boolean {
    if (!this.types.has(record.valueType)) return false;
    return this.everything || record.recordType === 'EVENT';
  }

  private async putTemplates(): Promise<void> {
    await this.put(`/_component_template/${INDEX_PREFIX}`, componentTemplate());
    for (const valueType of this.types as ReadonlySet<IndexedType>) {
      const { name, body } = templateFor(valueType);
      await this.put(`/_index_template/${name}`, body);
    }
    this.hasTemplates = true;
  }

  private async put(path: string, body: object): Promise<void> {
    const answer = await this.send('PUT', path, JSON.stringify(body), 'application/json');
    if (answer['acknowledged'] !== true) throw new Error(`The sink refused ${path}`);
  }

  private async send(
    method: string,
    path: string,
    body: string,
    type: string,
  ): Promise<Record<string, unknown>> {
    const answer = await fetch(this.url + path, {
      method,
      body,
      headers: { 'Content-Type': type },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The sink answered ${answer.status} to ${method} ${path}`);
    return JSON.parse(text) as Record<string, unknown>;
  }
}

function action(record: AnyRecord): string {
  const _index = indexName(record.valueType, record.timestamp);
  const _id = `${PARTITION_ID}-${record.position}`;
  return JSON.stringify({ index: { _index, _id, routing: String(PARTITION_ID) } });
}

/** Each kind has a sequence of its own, without gaps, in which it can be read by range. */
function document(line: string, count: number): string {
  return `${line.slice(0, -1)},"sequence":${PARTITION_ID * 2 ** KEY_BITS + count}}`;
}
