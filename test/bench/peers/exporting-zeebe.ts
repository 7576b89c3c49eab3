import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../architecture/project-files.ts';
import { findDistribution } from '../../zeebe/distribution.ts';
import { freePorts } from '../../zeebe/free-ports.ts';
import { startZeebe } from './zeebe.ts';

/** A real Zeebe whose exporter posts to a product that is yet to be started. */
export interface ExportingZeebe {
  /** What the product is started with. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts Zeebe with the exporter of docker-compose.yml, pointed at a free port of this machine.
 * @throws why there is no Zeebe here, or why it does not start
 */
export async function startExportingZeebe(): Promise<ExportingZeebe> {
  const distribution = findDistribution();
  if ('missing' in distribution) throw new Error(distribution.missing);
  const [sinkPort = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-bench-zeebe-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const broker = await startZeebe(distribution, folder, {
      ...composedExporter(),
      ZEEBE_BROKER_EXPORTERS_TONGQU_ARGS_URL: `http://127.0.0.1:${sinkPort}`,
    });
    return {
      env: {
        ZEEBE_ADDRESS: broker.address,
        ZEEBE_REST_ADDRESS: broker.restUrl,
        ZEEBE_SINK_PORT: String(sinkPort),
      },
      stop: async () => {
        await broker.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function composedExporter(): Record<string, string> {
  const text = readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');
  const compose = parse(text, { merge: true }) as {
    'x-zeebe': { environment: Record<string, string> };
  };
  const entries = Object.entries(compose['x-zeebe'].environment);
  return Object.fromEntries(entries.filter(([name]) => /_EXPORTERS_TONGQU_/.test(name)));
}
