import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { conditionalGateway } from './conditional-gateway.ts';

/**
 * Takes the first flow whose condition holds. Source: zeebe/engine,
 * `gateway/ExclusiveGatewayProcessor.java`.
 */
export function exclusiveGateway(behaviors: Behaviors): ElementProcessor {
  return conditionalGateway(behaviors, 'first');
}
