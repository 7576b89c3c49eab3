import { DEFAULT_TENANT } from '../protocol/key.ts';
import { invalidArgument, type Refusal } from './refusal.ts';

/**
 * Checks the tenant of a request: only the default one may be named, because multi-tenancy is off.
 * Source: zeebe/gateway, `RequestMapper.ensureTenantIdSet`.
 */
export function checkTenant(rpc: string, tenantId: string): Refusal | undefined {
  if (tenantId.trim() === '' || tenantId === DEFAULT_TENANT) return undefined;
  return invalidArgument(
    `Expected to handle gRPC request ${rpc} with tenant identifier '${tenantId}', ` +
      'but multi-tenancy is disabled',
  );
}

/** Checks each of several tenants; none means the default one. */
export function checkTenants(rpc: string, tenantIds: readonly string[]): Refusal | undefined {
  for (const tenantId of tenantIds) {
    const refusal = checkTenant(rpc, tenantId);
    if (refusal) return refusal;
  }
  return undefined;
}
