import { z } from 'zod';

/** Answer of GET /api/v1/operator/status. */
export const operatorStatusSchema = z
  .object({
    version: z.string(),
    pid: z.number().int(),
    uptimeMs: z.number(),
    dataDir: z.string(),
    residentBytes: z.number().describe('memory of the process with engine and store in it'),
    cpuMs: z.number().describe('CPU time of the process since its start'),
    actions: z.array(z.string()).describe('what may be asked of this server: backup, …'),
  })
  .meta({ id: 'OperatorStatus' });
export type OperatorStatus = z.infer<typeof operatorStatusSchema>;

/** Body of POST /api/v1/operator/backup. */
export const backupInputSchema = z
  .object({
    to: z
      .string()
      .min(1, '请写明备份的目标目录')
      .describe('absolute path of a new or empty folder'),
  })
  .meta({ id: 'BackupInput' });
export type BackupInput = z.infer<typeof backupInputSchema>;
