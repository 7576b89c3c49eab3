import { z } from 'zod';
import { instantSchema, keySchema } from '../schema.ts';

/** One deployed version of a diagram. */
export const definitionRowSchema = z
  .object({
    key: keySchema,
    processId: z.string(),
    name: z.string(),
    version: z.number().int(),
    business: z.string().nullable(),
    deployedAt: instantSchema,
    activeCases: z.number().int(),
    latest: z.boolean(),
  })
  .meta({ id: 'DefinitionRow' });
export type DefinitionRow = z.infer<typeof definitionRowSchema>;

export const definitionXmlSchema = definitionRowSchema.extend({ xml: z.string() });
export type DefinitionXml = z.infer<typeof definitionXmlSchema>;

/** A finding of a check: on an element, in a designer's words. */
export const findingSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    element: z.string().nullable(),
    message: z.string().describe('Chinese, what to do'),
    original: z.string().nullable().describe("the broker's own text, when it said so"),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;

/** Body of POST /api/v1/definition-checks and POST /api/v1/definitions. */
export const diagramInputSchema = z.object({
  xml: z.string().min(1).max(3_000_000),
  resourceName: z.string().max(200).default('diagram.bpmn'),
  note: z.string().max(500).default(''),
});
export type DiagramInput = z.infer<typeof diagramInputSchema>;

export const checkResultSchema = z
  .object({ deployable: z.boolean(), findings: z.array(findingSchema) })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A saved, not yet deployed diagram; `version` guards against overwriting somebody's save. */
export const diagramDraftSchema = z
  .object({
    processId: z.string(),
    name: z.string(),
    version: z.number().int(),
    savedAt: instantSchema,
    savedBy: z.string(),
    xml: z.string(),
  })
  .meta({ id: 'DiagramDraft' });
export type DiagramDraft = z.infer<typeof diagramDraftSchema>;

export const diagramDraftInputSchema = z.object({
  baseVersion: z.number().int().min(0),
  xml: z.string().min(1).max(3_000_000),
});
export type DiagramDraftInput = z.infer<typeof diagramDraftInputSchema>;
