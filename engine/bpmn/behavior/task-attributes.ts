import type { Expression } from '../../feel/expression.ts';
import type { UserTaskProperties } from '../../model/executable.ts';
import type { EngineState } from '../../state/engine-state.ts';
import { Failure, isFailure } from '../failure.ts';
import { zonedDateTimeText } from './date-text.ts';
import type { Expressions } from './expressions.ts';

/** Who may do a user task, until when, and with which form. null: not said. */
export interface TaskAttributes {
  readonly assignee: string | null;
  readonly candidateGroups: readonly string[] | null;
  readonly candidateUsers: readonly string[] | null;
  /** As Java's `ZonedDateTime.toString` writes it. */
  readonly dueDate: string | null;
  readonly followUpDate: string | null;
  readonly formKey: number | null;
  readonly externalFormReference: string | null;
}

/**
 * Evaluates a user task's attributes in Zeebe's order; the first failure ends it.
 * Source: zeebe/engine, `BpmnUserTaskBehavior.evaluateUserTaskExpressions`.
 */
export function evaluateTaskAttributes(
  properties: UserTaskProperties,
  scope: number,
  expressions: Expressions,
  state: EngineState,
): TaskAttributes | Failure {
  const assignee = text(properties.assignee, scope, expressions);
  if (isFailure(assignee)) return assignee;
  const candidateGroups = texts(properties.candidateGroups, scope, expressions);
  if (isFailure(candidateGroups)) return candidateGroups;
  const candidateUsers = texts(properties.candidateUsers, scope, expressions);
  if (isFailure(candidateUsers)) return candidateUsers;
  const dueDate = date(properties.dueDate, scope, expressions);
  if (isFailure(dueDate)) return dueDate;
  const followUpDate = date(properties.followUpDate, scope, expressions);
  if (isFailure(followUpDate)) return followUpDate;
  const formKey = formKeyOf(properties.formId, scope, expressions, state);
  if (isFailure(formKey)) return formKey;
  const externalFormReference = text(properties.externalFormReference, scope, expressions);
  if (isFailure(externalFormReference)) return externalFormReference;
  return {
    assignee,
    candidateGroups,
    candidateUsers,
    dueDate,
    followUpDate,
    formKey,
    externalFormReference,
  };
}

function text(expression: Expression | null, scope: number, expressions: Expressions) {
  return expression === null ? null : expressions.string(expression, scope);
}

function texts(expression: Expression | null, scope: number, expressions: Expressions) {
  return expression === null ? null : expressions.strings(expression, scope);
}

function date(
  expression: Expression | null,
  scope: number,
  expressions: Expressions,
): string | null | Failure {
  if (expression === null) return null;
  const value = expressions.nullableDateTime(expression, scope);
  return value === null || isFailure(value) ? value : zonedDateTimeText(value);
}

function formKeyOf(
  expression: Expression | null,
  scope: number,
  expressions: Expressions,
  state: EngineState,
): number | null | Failure {
  if (expression === null) return null;
  const formId = expressions.string(expression, scope);
  if (isFailure(formId)) return formId;
  const form = state.resources.forms.latest(formId);
  if (form !== undefined) return form.formKey;
  return new Failure(
    `Expected to find a form with id '${formId}', but no form with this id is found, ` +
      'at least a form with this id should be available. ' +
      'To resolve the Incident please deploy a form with the same id',
    'FORM_NOT_FOUND',
    scope,
  );
}
