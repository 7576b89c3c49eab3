import type { ExecutableElement, ExecutableFlow } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import { Failure, isFailure } from '../failure.ts';

/**
 * The flows to take out of a gateway: the first whose condition holds, or all of them; else the
 * default flow; else a
 * CONDITION_ERROR. Source: zeebe/engine, `ExclusiveGatewayProcessor`, `InclusiveGatewayProcessor`.
 */
export function flowsToTake(
  { expressions }: Behaviors,
  element: ExecutableElement,
  context: ElementContext,
  takes: 'first' | 'all',
): readonly ExecutableFlow[] | Failure {
  const [only] = element.outgoing;
  if (only === undefined) return [];
  if (element.outgoing.length === 1 && only.condition === null) return [only];
  const chosen: ExecutableFlow[] = [];
  for (const flow of element.outgoingWithCondition) {
    if (flow === element.defaultFlow || flow.condition === null) continue;
    const isFulfilled = expressions.boolean(flow.condition, context.elementInstanceKey);
    if (isFailure(isFulfilled)) return isFulfilled;
    if (!isFulfilled) continue;
    chosen.push(flow);
    if (takes === 'first') return chosen;
  }
  if (chosen.length > 0) return chosen;
  if (element.defaultFlow !== null) return [element.defaultFlow];
  return new Failure(
    'Expected at least one condition to evaluate to true, or to have a default flow',
    'CONDITION_ERROR',
    context.elementInstanceKey,
  );
}
