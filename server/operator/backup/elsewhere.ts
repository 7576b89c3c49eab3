import type { Config } from '../../config.ts';

/** What of this configuration a backup can't hold, and what to do about it; one line each. */
export function elsewhere(config: Pick<Config, 'zeebe' | 'mongodbUri'>): string[] {
  const { zeebe, mongodbUri } = config;
  return [
    ...(zeebe === null
      ? []
      : [
          `the broker is the Zeebe cluster at ${zeebe.address}: take its backup with Zeebe's own ` +
            'backup API (POST /actuator/backups of the gateway), after this one',
        ]),
    ...(mongodbUri === null
      ? []
      : ["the store is a MongoDB: take its backup with MongoDB's own tools (mongodump --oplog)"]),
    ...((zeebe === null) === (mongodbUri === null)
      ? []
      : [
          'broker and store are of one moment only when the server is stopped while both are ' +
            'backed up',
        ]),
  ];
}
