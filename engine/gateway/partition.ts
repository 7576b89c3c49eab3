import { status } from '@grpc/grpc-js';
import { KEY_BITS, PARTITION_ID } from '../protocol/key.ts';
import { toNumber, type Int64 } from './codec.ts';
import { Refusal } from './refusal.ts';

const KEYS_OF_PARTITION = 2 ** KEY_BITS;

/**
 * The key of a request, when its partition is ours.
 * Failure: UNAVAILABLE, as Zeebe answers for a partition that it does not know.
 * Source: zeebe/broker-client, `PartitionNotFoundException.java`.
 */
export function ownKey(field: Int64): number | Refusal {
  const key = toNumber(field);
  const partition = Math.floor(key / KEYS_OF_PARTITION);
  if (partition === PARTITION_ID) return key;
  return new Refusal(
    status.UNAVAILABLE,
    `Expected to execute command on partition ${partition}, but either it does not exist, ` +
      'or the gateway is not yet aware of it',
  );
}
