import { type Route, route } from '../http/route.ts';
import { answerWithProgress } from './progress.ts';
import { operatorOnly } from './policy.ts';
import { backupInputSchema, operatorStatusSchema } from './schema.ts';

const tag = 'operator';
const NDJSON = 'application/x-ndjson';

/** Routes of the operator's door; `version` is the product's. */
export const operatorRoutes = (version: string): Route[] => [
  route({
    method: 'get',
    path: '/api/v1/operator/status',
    tag,
    summary: 'What runs here, since when, and what may be asked of it',
    responses: { 200: { description: 'The process', schema: operatorStatusSchema } },
    policy: operatorOnly,
    handler: ({ context }) => {
      const { user, system } = process.cpuUsage();
      return {
        version,
        pid: process.pid,
        uptimeMs: Math.round(process.uptime() * 1_000),
        dataDir: context.config.dataDir,
        residentBytes: process.memoryUsage.rss(),
        cpuMs: Math.round((user + system) / 1_000),
        actions: Object.keys(context.operator.actions).sort(),
      };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/operator/backup',
    tag,
    summary: 'Copies the data to a new folder while the product works',
    description: 'Answers line by line what happens; the last line is `done` or `refused`.',
    body: backupInputSchema,
    responses: { 200: { description: 'Lines of JSON', content: NDJSON } },
    policy: operatorOnly,
    handler: ({ body, context, response }) =>
      answerWithProgress(response, async (tell) => {
        const { backup } = context.operator.actions;
        return backup?.(body.to, tell) ?? { refused: 'nothing of this server can be backed up' };
      }),
  }),
];
