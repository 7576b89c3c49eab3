/**
 * The rules by which a package's clocks read the record stream: an element activated or completed
 * becomes a ledger entry. Pure; the projection that keeps the ledgers calls it for every record.
 */
import type { ClockKind, LedgerAction, LedgerEntry } from './ledger.ts';

/** One rule: when this element is activated or completed (and the condition holds), act. */
export interface ClockRule {
  /** BPMN id of the element. */
  element: string;
  on: 'activated' | 'completed' | 'terminated';
  /** FEEL over the variables in scope; absent means always. */
  when?: string;
  /** Overrides the clock's basis for this entry. */
  basis?: string;
  /** What the ledger says happened: 专家评审, 补正, …. */
  reason?: string;
  /** `extend`: how much is added; `restart`: the new limit. A limit, or a FEEL `=variable`. */
  limit?: string;
}

/** A clock as a manifest declares it. */
export interface ClockDefinition {
  id: string;
  kind: ClockKind;
  /** Chinese name shown to users. */
  name: string;
  /** `20wd`, or a FEEL `=variable` holding one. */
  limit: string;
  basis: string;
  /**
   * Id of the sub-process each run of which has a clock of its own (a department's branch, a unit's
   * copy); absent: one clock for the case.
   */
  scope?: string;
  start: ClockRule[];
  pause?: ClockRule[];
  resume?: ClockRule[];
  extend?: ClockRule[];
  restart?: ClockRule[];
  stop: ClockRule[];
}

/** What the rules need of a PROCESS_INSTANCE record. */
export interface ElementFact {
  partitionId: number;
  position: number;
  /** Epoch milliseconds: the record's timestamp. */
  at: number;
  elementId: string;
  on: ClockRule['on'];
}

/** Evaluates a FEEL expression over the fact's variables; `undefined` when it cannot. */
export type Evaluate = (expression: string) => unknown;

const ACTIONS: readonly LedgerAction[] = ['start', 'resume', 'extend', 'restart', 'pause', 'stop'];

/**
 * The entries a record adds to the ledgers of its case, at most one per clock and action.
 * @param evaluate FEEL over the variables visible at the element
 * @param by person id of who completed the step, or `system`
 */
export function entriesFor(
  clocks: readonly ClockDefinition[],
  fact: ElementFact,
  evaluate: Evaluate,
  by = 'system',
): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const clock of clocks) {
    for (const action of ACTIONS) {
      const rule = rulesOf(clock, action).find((candidate) => applies(candidate, fact, evaluate));
      if (!rule) continue;
      const limit = limitOf(clock, action, rule, evaluate);
      entries.push({
        id: `${fact.partitionId}-${fact.position}-${clock.id}-${action}`,
        clockId: clock.id,
        action,
        at: fact.at,
        position: fact.position,
        ...(limit === undefined ? {} : { limit }),
        basis: rule.basis ?? clock.basis,
        by,
        reason: rule.reason ?? '',
        evidence: fact.elementId,
      });
    }
  }
  return entries;
}

/** Elements that any of the clocks listens to: a record of another element needs no evaluation. */
export function watchedElements(clocks: readonly ClockDefinition[]): Set<string> {
  return new Set(
    clocks.flatMap((clock) =>
      ACTIONS.flatMap((action) => rulesOf(clock, action).map((rule) => rule.element)),
    ),
  );
}

function rulesOf(clock: ClockDefinition, action: LedgerAction): readonly ClockRule[] {
  return clock[action] ?? [];
}

function applies(rule: ClockRule, fact: ElementFact, evaluate: Evaluate): boolean {
  return (
    rule.element === fact.elementId &&
    rule.on === fact.on &&
    (rule.when === undefined || evaluate(rule.when) === true)
  );
}

function limitOf(
  clock: ClockDefinition,
  action: LedgerAction,
  rule: ClockRule,
  evaluate: Evaluate,
): string | undefined {
  if (action === 'restart' && rule.limit === undefined) return undefined;
  if (action !== 'start' && action !== 'extend' && action !== 'restart') return undefined;
  const written = rule.limit ?? clock.limit;
  if (!written.startsWith('=')) return written;
  const value = evaluate(written.slice(1).trim());
  return typeof value === 'string' ? value : '';
}
