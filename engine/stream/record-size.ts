import type { ValueOf } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';

/** What a record weighs without its documents: header and fixed fields as Zeebe packs them. */
const BASE_BYTES = 300;

/**
 * Roughly the bytes of a record in Zeebe's log: fixed part plus documents. Cheap, called for every
 * record.
 */
export function recordBytes(valueType: ValueType, value: ValueOf<ValueType>): number {
  switch (valueType) {
    case 'PROCESS_INSTANCE':
    case 'INCIDENT':
    case 'TIMER':
      return BASE_BYTES;
    case 'VARIABLE':
      return BASE_BYTES + ((value as Partial<ValueOf<'VARIABLE'>>).value?.length ?? 0);
    case 'JOB_BATCH': {
      let bytes = BASE_BYTES;
      for (const job of (value as Partial<ValueOf<'JOB_BATCH'>>).jobs ?? []) bytes += jobBytes(job);
      return bytes;
    }
    case 'JOB':
      return jobBytes(value as ValueOf<'JOB'>);
    case 'PROCESS_INSTANCE_MODIFICATION': {
      let bytes = BASE_BYTES;
      const { activateInstructions = [] } = value as Partial<
        ValueOf<'PROCESS_INSTANCE_MODIFICATION'>
      >;
      for (const { variableInstructions } of activateInstructions) {
        for (const { variables } of variableInstructions) bytes += variables.length;
      }
      return bytes;
    }
    case 'DEPLOYMENT': {
      let bytes = BASE_BYTES;
      for (const { resource } of (value as Partial<ValueOf<'DEPLOYMENT'>>).resources ?? []) {
        bytes += Math.ceil(resource.length * 0.75);
      }
      return bytes;
    }
    default: {
      const documents = value as { readonly variables?: string; readonly resource?: string };
      return (
        BASE_BYTES +
        (documents.variables?.length ?? 0) +
        Math.ceil((documents.resource?.length ?? 0) * 0.75)
      );
    }
  }
}

/** Roughly the bytes of a job with its variables and headers. */
export function jobBytes(job: Partial<ValueOf<'JOB'>>): number {
  return BASE_BYTES + (job.variables?.length ?? 0) + (job.customHeaders?.length ?? 0);
}
