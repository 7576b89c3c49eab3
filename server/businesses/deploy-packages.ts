import { createHash } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Desk } from '../desk.ts';
import { modelOf, schemaOptions } from '../model.ts';

/** The content deployed last under a file's name. `_id`: package and file. */
interface DeploymentRecord {
  _id: string;
  sha256: string;
}

const schema = new Schema<DeploymentRecord>(
  { _id: String }, { strict: false, ...schemaOptions, collection: 'deployments' },
);
const deploymentModel = (connection: Connection): Model<DeploymentRecord> =>
  modelOf(connection, 'Deployment', schema);

/**
 * Deploys the packages' resources that changed since the last time, forms and decisions before
 * diagrams. A diagram that a designer deployed since stays the latest until the package changes.
 * Throws what the broker answers: a server with half a business must not start.
 */
export async function deployPackages(desk: Desk): Promise<void> {
  const model = deploymentModel(desk.connection);
  const kept = new Map((await model.find().lean<DeploymentRecord[]>())
    .map(({ _id, sha256 }) => [_id, sha256]));
  for (const one of desk.packages.list()) {
    for (const { name, text } of one.resources) {
      const _id = `${one.name}/${name}`;
      const sha256 = createHash('sha256').update(text).digest('hex');
      if (kept.get(_id) === sha256) continue;
      await desk.broker.deploy({ name, text });
      await model.updateOne({ _id }, { $set: { sha256 } }, { upsert: true });
      desk.log.info({ package: one.name, resource: name }, 'deployed');
    }
  }
}
