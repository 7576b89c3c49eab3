#!/usr/bin/env node
import { resolve } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { elasticsearchExporter } from './exporters/elasticsearch.exporter.ts';
import type { Exporter } from './exporters/exporter.ts';
import { openFileExporter } from './exporters/file.exporter.ts';
import { createEngine } from './index.ts';
import { startFault } from './start-fault.ts';

const USAGE = `Usage: tongqu-engine --data DIR [--port 26500] [--host 127.0.0.1]
                     [--rest-port 8080] [--monitoring-port 9600] [--records FILE]
                     [--exporter-url URL [--export-everything]]

  --data DIR          where the engine keeps everything; made when it is missing
  --port N            the gateway's port, 0 for any free one
  --rest-port N       a port for the REST API; none when left out
  --monitoring-port N a port for probes and metrics; none when left out
  --host HOST         the address to listen on
  --records FILE      append every record to FILE, one JSON object a line
  --exporter-url URL  post events to URL as Zeebe's Elasticsearch exporter does
  --export-everything commands, rejections and the kinds that Zeebe leaves out as well
`;

/** What the command line says. */
interface Arguments {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly restPort: number | undefined;
  readonly monitoringPort: number | undefined;
  readonly records?: string;
  readonly exporterUrl?: string;
  readonly exportsEverything: boolean;
}

/** Reads the command line; a string is what is wrong with it. */
function readArguments(words: readonly string[]): Arguments | string {
  const { values } = parseArgs({
    args: [...words],
    options: {
      data: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '26500' },
      'rest-port': { type: 'string' },
      'monitoring-port': { type: 'string' },
      records: { type: 'string' },
      'exporter-url': { type: 'string' },
      'export-everything': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return USAGE;
  if (values.data === undefined) return `--data DIR is missing\n\n${USAGE}`;
  const texts = [values.port, values['rest-port'], values['monitoring-port']];
  const wrong = texts.find((text) => text !== undefined && !isPort(text));
  if (wrong !== undefined) return `no port: ${wrong}`;
  const [port, restPort, monitoringPort] = texts.map((text) =>
    text === undefined ? undefined : Number(text),
  );
  const exporterUrl = values['exporter-url'];
  if (exporterUrl !== undefined && !URL.canParse(exporterUrl)) return `no URL: ${exporterUrl}`;
  return {
    data: resolve(values.data),
    host: values.host,
    exportsEverything: values['export-everything'],
    port: port ?? 0,
    restPort,
    monitoringPort,
    ...(values.records === undefined ? {} : { records: resolve(values.records) }),
    ...(exporterUrl === undefined ? {} : { exporterUrl }),
  };
}

function isPort(text: string): boolean {
  const port = Number(text);
  return text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535;
}

async function exportersOf(given: Arguments): Promise<Exporter[]> {
  const { records, exporterUrl, exportsEverything: everything } = given;
  const exporters: Exporter[] = [];
  if (records !== undefined) exporters.push(await openFileExporter(records));
  if (exporterUrl !== undefined) exporters.push(elasticsearchExporter(exporterUrl, { everything }));
  return exporters;
}

async function serve(given: Arguments): Promise<void> {
  const exporters = await exportersOf(given);
  const { data: dataDir, ...places } = given;
  const engine = await createEngine({ ...places, dataDir, exporters });
  stdout.write(`Zeebe gateway ready on ${engine.address}, data in ${dataDir}\n`);
  if (engine.restAddress) stdout.write(`REST API on ${engine.restAddress}/v1\n`);
  if (engine.monitoringAddress) stdout.write(`Monitoring on ${engine.monitoringAddress}\n`);
  void engine.failed.then((error) => fail(`The engine stopped: ${startFault(error)}`));
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    engine.close().then(
      () => process.exit(0),
      (error: unknown) => fail(startFault(error)),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(text: string): never {
  stderr.write(`${text}\n`);
  process.exit(1);
}

try {
  const given = readArguments(argv.slice(2));
  if (given === USAGE) stdout.write(USAGE);
  else if (typeof given === 'string') fail(given);
  else await serve(given);
} catch (error) {
  fail(startFault(error));
}
