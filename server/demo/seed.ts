import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from 'mongoose';
import { documentModel, type DocumentRecord } from '../documents/document.model.ts';
import { receive } from '../documents/receive.ts';
import { hashPassword } from '../identity/password.ts';
import { personModel } from '../identity/person.model.ts';
import { projectRoot } from '../root.ts';
import { unitGroupModel, unitModel } from '../units/unit.model.ts';
import { demoDocuments, DEMO_UPLOADER } from './demo-documents.ts';
import { buildOrganisation } from './organisation.ts';

/** Password of every demo account: public, and of no use outside of demo mode. */
export const DEMO_PASSWORD = 'tongqu-demo-2026';

const DUPLICATE_KEY = 11000;

/**
 * Fills an empty store with the demo organisation and the demo documents. Does nothing when units
 * are there already. People go last, so that a seeding cut off half-way is done again; what is
 * there already is left as it is. Answers whether it seeded.
 */
export async function seedOrganisation(
  connection: Connection,
  now: () => number,
): Promise<boolean> {
  if ((await personModel(connection).estimatedDocumentCount()) > 0) return false;
  const { units, groups, people } = buildOrganisation();
  // One hash for all: 1,700 of them would take minutes, and the password is no secret.
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await insertNew(connection, unitModel(connection).collection.name, units);
  await insertNew(connection, unitGroupModel(connection).collection.name, groups);
  await seedDocuments(connection, now);
  const records = people.map((person) => ({ ...person, passwordHash }));
  await insertNew(connection, personModel(connection).collection.name, records);
  return true;
}

async function seedDocuments(connection: Connection, now: () => number): Promise<void> {
  const folder = join(projectRoot(), 'server/demo/documents');
  for (const { id, file } of demoDocuments) {
    if ((await documentModel(connection).exists({ _id: id })) !== null) continue;
    const bytes = await readFile(join(folder, file));
    const owner = { personId: DEMO_UPLOADER, at: new Date(now()), limitMb: 50 };
    const incoming = { name: file, content: Readable.from([bytes]), truncated: () => false };
    const record: DocumentRecord = { ...(await receive(connection, incoming, owner)), _id: id };
    await documentModel(connection).create(record);
  }
}

/** Inserts in bulk past mongoose's casting; documents that are there already are no fault. */
async function insertNew(
  connection: Connection,
  collection: string,
  documents: readonly object[],
): Promise<void> {
  try {
    await connection.collection(collection).insertMany([...documents], { ordered: false });
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
  }
}
