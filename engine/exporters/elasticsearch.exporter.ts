import { PARTITION_ID, KEY_BITS } from '../protocol/key.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { ExportBatch, Exporter } from './exporter.ts';
import { indexName, INDEX_PREFIX, templateFor, TEMPLATE_TYPES } from './index-template.ts';

/** How long a sink may take for one request before it counts as gone. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Posts every record to `url` as Zeebe's Elasticsearch exporter does: first the templates, then
 * bulk requests. Acknowledges what the sink has taken; a refusal or a failure of any item rejects,
 * so that the whole batch is sent again.
 * Source: zeebe/exporters/elasticsearch-exporter, `ElasticsearchClient.java`.
 */
export function elasticsearchExporter(url: string): Exporter {
  return new ElasticsearchExporter(url.replace(/\/$/, ''));
}

class ElasticsearchExporter implements Exporter {
  readonly id = 'elasticsearch';
  private readonly url: string;
  private hasTemplates = false;

  constructor(url: string) {
    this.url = url;
  }

  async export(batch: ExportBatch): Promise<number> {
    if (!this.hasTemplates) await this.putTemplates();
    const { records, lines } = batch;
    const body = records.map((record, at) => `${action(record)}\n${document(record, lines[at])}\n`);
    const answer = await this.send('POST', '/_bulk', body.join(''), 'application/x-ndjson');
    if (answer['errors'] === true) throw new Error('The sink refused records of a bulk request');
    return batch.lastPosition;
  }

  private async putTemplates(): Promise<void> {
    await this.put(`/_component_template/${INDEX_PREFIX}`, {
      template: { settings: {}, mappings: {} },
    });
    for (const valueType of TEMPLATE_TYPES) {
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

/**
 * Elasticsearch records carry a sequence in which each kind can be read by range. Zeebe counts per
 * kind; the position orders each kind as well and needs no memory of its own.
 */
function document(record: AnyRecord, line: string | undefined): string {
  const sequence = PARTITION_ID * 2 ** KEY_BITS + record.position;
  return `${(line ?? '{}').slice(0, -1)},"sequence":${sequence}}`;
}
