import type { Context } from '../context.ts';
import { seedOrganisation } from '../demo/seed.ts';
import { documentModel } from '../documents/document.model.ts';
import { personModel } from '../identity/person.model.ts';
import type { ReadSide } from '../read-side.ts';
import { loginFailureModel, sessionModel } from '../sessions/session.model.ts';
import { unitModel } from '../units/unit.model.ts';

/** Makes the store ready: indexes, demo organisation in demo mode, the directory in memory. */
export async function prepareStore(
  context: Pick<Context, 'connection' | 'config' | 'identity' | 'clock'>,
  readSide: Pick<ReadSide, 'prepare'>,
): Promise<void> {
  const { connection, config, identity, clock } = context;
  await Promise.all([
    unitModel(connection).createIndexes(),
    personModel(connection).createIndexes(),
    sessionModel(connection).createIndexes(),
    loginFailureModel(connection).createIndexes(),
    documentModel(connection).createIndexes(),
    readSide.prepare(),
  ]);
  if (config.demo) await seedOrganisation(connection, () => clock.now());
  await identity.load();
}
