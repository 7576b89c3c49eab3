import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { GatewayAddresses } from './broker/broker.ts';

const port = z.coerce
  .number({ error: 'must be a number' })
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(65535, 'must be 65535 or less');
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1' || value === 'yes');
const url = (protocols: RegExp, example: string): z.ZodURL =>
  z.url({ protocol: protocols, error: `must be an address like ${example}` });
const whole = (min: number, max: number): z.ZodCoercedNumber =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be ${min} or more`)
    .max(max, `must be ${max} or less`);

interface Setting<S extends z.ZodType> {
  readonly schema: S;
  readonly default: string;
  readonly about: string;
}
const setting = <S extends z.ZodType>(schema: S, fallback: string, about: string): Setting<S> => ({
  schema,
  default: fallback,
  about,
});

/**
 * Every environment variable the server reads, with its default as the README shows it. Checked
 * once at start; nothing else in the server reads `process.env`.
 */
export const settings = {
  PORT: setting(port.default(8080), '8080', 'Port of pages and API; 0 takes a free one'),
  HOST: setting(
    z.string().min(1, 'must not be empty').default('127.0.0.1'),
    '127.0.0.1',
    'Address to listen on; 0.0.0.0 for all interfaces (put a TLS proxy in front)',
  ),
  DATA_DIR: setting(
    z.string().min(1, 'must not be empty').default('./data'),
    './data',
    'Folder of the embedded engine, the embedded store and the session secret',
  ),
  MONGODB_URI: setting(
    // Not a URL of the web: a replica set lists several hosts, each with its port.
    z
      .string()
      .regex(
        /^mongodb(\+srv)?:\/\/[^\s/]+(\/\S*)?$/,
        'must be an address like mongodb://db1,db2/tongqu?replicaSet=rs0',
      )
      .optional(),
    'unset: embedded document store',
    'A MongoDB to use in place of the embedded document store',
  ),
  ZEEBE_ADDRESS: setting(
    z
      .string()
      .regex(/^[^\s:/]+:\d{1,5}$/, 'must be host:port, as in zeebe-gateway:26500')
      .optional(),
    'unset: embedded engine',
    'Gateway of a Zeebe cluster to use in place of the embedded engine',
  ),
  ZEEBE_REST_ADDRESS: setting(
    url(/^https?$/, 'http://zeebe-gateway:8080').optional(),
    'unset: port 8080 of the gateway',
    "REST interface of the cluster's gateway, for user tasks that the broker manages itself",
  ),
  ENGINE_PORT: setting(
    port.default(0),
    '0',
    "Port of the embedded engine's gRPC gateway on 127.0.0.1; 0 takes a free one",
  ),
  ZEEBE_SINK_PORT: setting(
    port.optional(),
    'unset: no sink',
    "Port on which a Zeebe cluster's Elasticsearch exporter posts records to this server",
  ),
  ZEEBE_SINK_HOST: setting(
    z.string().min(1, 'must not be empty').default('127.0.0.1'),
    '127.0.0.1',
    'Address the sink listens on',
  ),
  ZEEBE_SINK_TOKEN: setting(
    z.string().min(16, 'must have 16 characters or more').optional(),
    'unset: no check',
    'Password the exporter must send (basic authentication, any user name)',
  ),
  RECORDS_KEPT_DAYS: setting(
    whole(1, 36_500).optional(),
    'unset: forever',
    'Days that the archive of the record stream reaches back; a rebuild needs all of it',
  ),
  PUBLIC_URL: setting(
    url(/^https?$/, 'https://oa.example.gov.cn').optional(),
    'unset: as the browser calls it',
    'Address people use; https here makes cookies secure',
  ),
  TRUST_PROXY: setting(
    whole(0, 10).default(0),
    '0',
    'Number of proxies in front whose X-Forwarded-* headers are believed',
  ),
  SESSION_SECRET: setting(
    z.string().min(32, 'must have 32 characters or more').optional(),
    'unset: made once and kept in DATA_DIR',
    'Signs sign-in forms and cookies; the same on every server of a cluster',
  ),
  SESSION_HOURS: setting(
    whole(1, 720).default(12),
    '12',
    'Hours without any action after which a person must sign in again',
  ),
  DEMO: setting(
    flag.optional(),
    'true with the embedded store, else false',
    'Demo organisation, demo cases and one-click sign-in',
  ),
  LOG_LEVEL: setting(
    z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'must be one of fatal, error, warn, info, debug, trace, silent',
      })
      .default('info'),
    'info',
    'Least important log line that is written (JSON lines on standard output)',
  ),
  UPLOAD_LIMIT_MB: setting(whole(1, 1024).default(50), '50', 'Largest file that may be uploaded'),
} as const;

type Settings = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };

/** The checked configuration. Paths are absolute. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly mongodbUri: string | null;
  /** Gateway of a cluster; null: the embedded engine. */
  readonly zeebe: GatewayAddresses | null;
  readonly enginePort: number;
  readonly sink: { port: number; host: string; token: string | null } | null;
  /** How long the archive keeps records; null: forever. Unit: days. */
  readonly recordsKeptDays: number | null;
  readonly publicUrl: string | null;
  readonly secureCookies: boolean;
  readonly trustProxy: number;
  /** Null: `main.ts` makes one and keeps it in the data folder. */
  readonly sessionSecret: string | null;
  readonly sessionMs: number;
  readonly demo: boolean;
  readonly logLevel: Settings['LOG_LEVEL'];
  readonly uploadLimitBytes: number;
}

/** Either the configuration, or one line for each mistake. */
export type ConfigResult = { ok: true; config: Config } | { ok: false; mistakes: string[] };

/**
 * Reads and checks the environment. An empty variable counts as unset. Unknown variables are left
 * alone. Mistakes come in the order of the table.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const values: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [name, row] of Object.entries(settings)) {
    const given = env[name]?.trim();
    const result = row.schema.safeParse(given === '' ? undefined : given);
    if (result.success) values[name] = result.data;
    else {
      const what = result.error.issues[0]?.message ?? 'is wrong';
      mistakes.push(`${name} ${what} (it is "${given}")`);
    }
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, config: toConfig(values as Settings) };
}

function toConfig(values: Settings): Config {
  const sinkPort = values.ZEEBE_SINK_PORT;
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    mongodbUri: values.MONGODB_URI ?? null,
    zeebe: zeebeOf(values),
    enginePort: values.ENGINE_PORT,
    sink:
      sinkPort === undefined
        ? null
        : { port: sinkPort, host: values.ZEEBE_SINK_HOST, token: values.ZEEBE_SINK_TOKEN ?? null },
    recordsKeptDays: values.RECORDS_KEPT_DAYS ?? null,
    publicUrl: values.PUBLIC_URL ?? null,
    secureCookies: values.PUBLIC_URL?.startsWith('https:') ?? false,
    trustProxy: values.TRUST_PROXY,
    sessionSecret: values.SESSION_SECRET ?? null,
    sessionMs: values.SESSION_HOURS * 3_600_000,
    demo: values.DEMO ?? values.MONGODB_URI === undefined,
    logLevel: values.LOG_LEVEL,
    uploadLimitBytes: values.UPLOAD_LIMIT_MB * 1_048_576,
  };
}

function zeebeOf(values: Settings): GatewayAddresses | null {
  const { ZEEBE_ADDRESS: address, ZEEBE_REST_ADDRESS: rest } = values;
  if (address === undefined) return null;
  const restAddress = rest ?? `http://${address.replace(/:\d+$/, '')}:8080`;
  return { address, restAddress: restAddress.replace(/\/+$/, '') };
}

/** The settings as rows of a Markdown table, for the README (a test compares). */
export function settingsTable(): string {
  const rows = Object.entries(settings).map(
    ([name, row]) => `| \`${name}\` | ${row.default} | ${row.about} |`,
  );
  return ['| variable | default | what for |', '|---|---|---|', ...rows].join('\n');
}

/** Where things live inside the data folder. */
export const dataPaths = (dataDir: string) => ({
  store: join(dataDir, 'store'),
  engine: join(dataDir, 'engine'),
  secret: join(dataDir, 'session-secret'),
  /** Where the running product listens, and the token that opens it to its operator. */
  product: join(dataDir, 'product.json'),
  operatorToken: join(dataDir, 'operator.token'),
});
