import { z } from 'zod';

/** Roles that open rooms of the product. */
export const roleSchema = z
  .enum(['official', 'supervisor', 'designer', 'admin'])
  .meta({ id: 'Role' });
export type Role = z.infer<typeof roleSchema>;

/** Who is looking: the signed-in person with positions and candidate groups. */
export const viewerSchema = z
  .object({
    personId: z.string(),
    account: z.string(),
    name: z.string(),
    roles: z.array(roleSchema),
    positions: z.array(
      z.object({
        unitCode: z.string(),
        unitName: z.string(),
        role: z.string().describe('role in the unit: clerk, head, leader, window, …'),
        title: z.string(),
      }),
    ),
    groups: z
      .array(z.string())
      .describe('unit:<code>, unit:<code>/role:<role>, role:<role>, person:<id>'),
  })
  .meta({ id: 'Viewer' });
export type Viewer = z.infer<typeof viewerSchema>;

export const loginInputSchema = z.object({
  account: z.string().trim().min(1, '请输入账号').max(60),
  password: z.string().min(1, '请输入密码').max(200),
});
export type LoginInput = z.infer<typeof loginInputSchema>;
