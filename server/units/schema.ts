import { z } from 'zod';
import { pageOf } from '../schema.ts';

/** A unit of the organisation tree. Codes are administrative division codes plus a suffix. */
export const unitSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    level: z.enum(['city', 'county', 'township', 'village']),
    kind: z.enum(['government', 'department', 'office']),
    parentCode: z.string().nullable(),
    path: z.string().describe('names from the top, joined by /'),
    receives: z.boolean().describe('has a clerk who signs documents'),
  })
  .meta({ id: 'Unit' });
export type Unit = z.infer<typeof unitSchema>;

export const unitQuerySchema = z.object({
  q: z.string().trim().max(60).optional(),
  level: z.enum(['city', 'county', 'township', 'village']).optional(),
  group: z.string().max(60).optional(),
  parent: z.string().max(40).optional(),
  receives: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(100),
});
export type UnitQuery = z.infer<typeof unitQuerySchema>;
export const unitPageSchema = pageOf(unitSchema).meta({ id: 'UnitPage' });

/** A named group of units (各县区, 市级部门, …), for picking recipients. */
export const unitGroupSchema = z
  .object({ id: z.string(), name: z.string(), unitCodes: z.array(z.string()) })
  .meta({ id: 'UnitGroup' });
export type UnitGroup = z.infer<typeof unitGroupSchema>;
export const unitGroupListSchema = z.array(unitGroupSchema).meta({ id: 'UnitGroupList' });
