import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { conditionalGateway } from './conditional-gateway.ts';

/**
 * Takes all flows whose conditions hold. Source: zeebe/engine,
 * `gateway/InclusiveGatewayProcessor.java`.
 */
export function inclusiveGateway(behaviors: Behaviors): ElementProcessor {
  return conditionalGateway(behaviors, 'all');
}
