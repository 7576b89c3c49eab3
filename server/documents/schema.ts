import { z } from 'zod';
import { instantSchema } from '../schema.ts';

/** A stored file. `sha256` proves that it was not changed. */
export const documentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.string().describe('media type found in the content, not the claimed one'),
    bytes: z.number().int(),
    sha256: z.string(),
    uploadedBy: z.string(),
    uploadedAt: instantSchema,
    text: z.string().nullable().describe('first 20,000 characters for text documents'),
  })
  .meta({ id: 'Document' });
export type StoredDocument = z.infer<typeof documentSchema>;
