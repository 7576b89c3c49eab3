import type { MultiInstance } from '../../model/executable.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { Failure } from '../failure.ts';

/**
 * Whether the loop's completion condition holds, while an iteration is about to complete.
 * Source: zeebe/engine, `MultiInstanceBodyProcessor.satisfiesCompletionCondition`.
 */
export function isLoopDone(
  { context, expressions }: Behaviors,
  { completionCondition }: MultiInstance,
  child: ElementContext,
): boolean | Failure {
  if (completionCondition === null) return false;
  const body = context.state.elementInstances.require(child.value.flowScopeKey);
  return expressions.boolean(completionCondition, child.elementInstanceKey, (name) =>
    counterOf(body, name),
  );
}

/** The iteration itself still counts as active, so one goes from there to the completed ones. */
function counterOf(body: ElementInstance, name: string): number | undefined {
  switch (name) {
    case 'numberOfInstances':
      return body.childActivatedCount;
    case 'numberOfActiveInstances':
      return body.childCount - 1;
    case 'numberOfCompletedInstances':
      return body.childCompletedCount + 1;
    case 'numberOfTerminatedInstances':
      return body.childTerminatedCount;
    default:
      return undefined;
  }
}
