import { status } from '../grpc/status.ts';
import { KEY_BITS, PARTITION_ID } from '../protocol/key.ts';
import { toNumber, type Int64 } from './codec.ts';
import { Refusal } from './refusal.ts';

const KEYS_OF_PARTITION = 2 ** KEY_BITS;

/**
 * Why a key cannot be meant, when its partition is not ours.
 * Source: zeebe/broker-client, `PartitionNotFoundException.java`.
 */
export function partitionFault(key: bigint): string | undefined {
  const partition = key >> BigInt(KEY_BITS);
  if (partition === BigInt(PARTITION_ID)) return undefined;
  return (
    `Expected to execute command on partition ${partition}, but either it does not exist, ` +
    'or the gateway is not yet aware of it'
  );
}

/**
 * The key of a request, when its partition is ours.
 * Failure: UNAVAILABLE, as Zeebe answers for a partition that it does not know.
 */
export function ownKey(field: Int64): number | Refusal {
  const key = toNumber(field);
  if (Math.floor(key / KEYS_OF_PARTITION) === PARTITION_ID) return key;
  const fault = partitionFault(typeof field === 'number' ? BigInt(field) : exact(field));
  return new Refusal(status.UNAVAILABLE, fault ?? '');
}

/** All 64 bits, which a number does not hold. */
function exact({ high, low }: { readonly high: number; readonly low: number }): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
