import { createHash } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { modelOf, schemaOptions } from '../model.ts';

/** The content deployed last under a file's name. `_id`: package and file. */
interface DeploymentRecord {
  _id: string;
  sha256: string;
}

const schema = new Schema<DeploymentRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'deployments' },
);
const deploymentModel = (connection: Connection): Model<DeploymentRecord> =>
  modelOf(connection, 'Deployment', schema);

/** A package that the broker does not take, with the broker's own text in one line. */
export interface RefusedResource {
  readonly package: string;
  readonly resource: string;
  readonly message: string;
}

/**
 * Deploys the packages' resources that changed since the last time, forms and decisions before
 * diagrams. A diagram that a designer deployed since stays the latest until the package changes.
 * A resource that the broker refuses ends its package, and the others go on; the answer says which.
 * Throws when the broker does not answer.
 */
export async function deployPackages(desk: Desk): Promise<RefusedResource[]> {
  const model = deploymentModel(desk.connection);
  const kept = new Map(
    (await model.find().lean<DeploymentRecord[]>()).map(({ _id, sha256 }) => [_id, sha256]),
  );
  const refused: RefusedResource[] = [];
  let deployed = 0;
  for (const one of desk.packages.list()) {
    for (const { name, text } of one.resources) {
      const _id = `${one.name}/${name}`;
      const sha256 = createHash('sha256').update(text).digest('hex');
      if (kept.get(_id) === sha256) continue;
      const message = await deploy(desk, name, text);
      if (message !== null) {
        refused.push({ package: one.name, resource: name, message });
        break;
      }
      await model.updateOne({ _id }, { $set: { sha256 } }, { upsert: true });
      deployed += 1;
    }
  }
  const packages = desk.packages.list().length;
  desk.log.info({ packages, deployed, refused: refused.length }, 'packages deployed');
  return refused;
}

/** Null when the broker took it, else its text. */
async function deploy(desk: Desk, name: string, text: string): Promise<string | null> {
  try {
    await desk.broker.deploy({ name, text });
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'broker_refused') throw error;
    const { details } = (error.cause ?? {}) as { details?: unknown };
    return String(details ?? error.message).replace(/\s*\n\s*/g, ' ');
  }
}
