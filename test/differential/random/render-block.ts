import type { ProcessNotation, ScopeNotation } from '../diagram.ts';
import type { ElementNotation } from '../diagram-element.ts';
import type { Block, Boundary, EventSub, ProcessPlan, ScopeBlock } from './block.ts';

/** A flow that leads nowhere yet: where it comes from, and ` if …` or ` default` behind it. */
interface Loose {
  readonly from: string;
  readonly suffix: string;
}

/** A scope that is being written. */
class Scope {
  readonly elements: Record<string, ElementNotation> = {};
  readonly flows: string[] = [];
  readonly called: ProcessNotation[];

  constructor(called: ProcessNotation[]) {
    this.called = called;
  }

  add(id: string, element: ElementNotation): void {
    this.elements[id] = element;
  }

  connect({ from, suffix }: Loose, to: string): void {
    this.flows.push(`${from} > ${to}${suffix}`);
  }

  notation(): ScopeNotation {
    return { elements: this.elements, flows: this.flows };
  }
}

/** A plan in the notation of the scenarios: the process, then those that it calls. */
export function renderPlan(plan: ProcessPlan): ProcessNotation[] {
  const called: ProcessNotation[] = [];
  const scope = new Scope(called);
  for (const { id, event } of plan.starts) {
    scope.add(id, { kind: 'start', ...event });
    scope.add(`${id}-task`, { kind: 'manual' });
    scope.connect(leaving(id), `${id}-task`);
  }
  fill(scope, 'begin', plan.body, plan.eventSubs);
  return [{ id: plan.id, ...scope.notation() }, ...called];
}

/** A start event, the body, and an end event when the body does not end by itself. */
function fill(scope: Scope, begin: string, body: Block, eventSubs: readonly EventSub[]): void {
  scope.add(begin, { kind: 'start' });
  close(scope, `${begin}-end`, place(scope, body, leaving(begin)));
  for (const sub of eventSubs) {
    const inner = new Scope(scope.called);
    const start = `${sub.id}-start`;
    inner.add(start, { kind: 'start', ...sub.event, interrupting: sub.interrupting });
    close(inner, `${sub.id}-end`, place(inner, sub.body, leaving(start)));
    scope.add(sub.id, { kind: 'event-sub', ...inner.notation() });
  }
}

function close(scope: Scope, id: string, loose: Loose | null): void {
  if (loose === null) return;
  scope.add(id, { kind: 'end' });
  scope.connect(loose, id);
}

function leaving(from: string): Loose {
  return { from, suffix: '' };
}

/** Writes a block behind a loose flow; what leaves it, or null when it ends. */
function place(scope: Scope, block: Block, loose: Loose): Loose | null {
  switch (block.kind) {
    case 'sequence': {
      let end: Loose | null = loose;
      for (const one of block.blocks) {
        if (end === null) return null;
        end = place(scope, one, end);
      }
      return end;
    }
    case 'end':
      scope.add(block.id, block.element);
      scope.connect(loose, block.id);
      return null;
    case 'event':
      return placeEvent(scope, block.id, block.element, loose);
    case 'task':
      scope.add(block.id, block.element);
      scope.connect(loose, block.id);
      return hang(scope, block.id, block.boundaries);
    case 'sub':
    case 'call':
      return placeScope(scope, block, loose);
    case 'again':
      return placeAgain(scope, block.id, block.condition, block.body, loose);
    case 'split':
    case 'race':
      return placeBranches(scope, block, loose);
  }
}

/** A link is two events: what throws it, and what goes on. */
function placeEvent(scope: Scope, id: string, element: ElementNotation, loose: Loose): Loose {
  scope.add(id, element);
  scope.connect(loose, id);
  if (element.link === undefined) return leaving(id);
  scope.add(`${id}-in`, { kind: 'catch', link: element.link });
  return leaving(`${id}-in`);
}

function placeScope(scope: Scope, block: ScopeBlock, loose: Loose): Loose | null {
  const inner = new Scope(scope.called);
  fill(inner, `${block.id}-begin`, block.body, block.eventSubs);
  if (block.kind === 'sub') {
    scope.add(block.id, { kind: 'sub', ...block.element, ...inner.notation() });
  } else {
    const { process } = block.element;
    if (process === undefined) throw new Error(`${block.id} calls nothing`);
    scope.called.push({ id: process, ...inner.notation() });
    scope.add(block.id, { kind: 'call', ...block.element });
  }
  scope.connect(loose, block.id);
  return hang(scope, block.id, block.boundaries);
}

/** Boundary events and their ways; those that come back meet the activity's own at a gateway. */
function hang(scope: Scope, on: string, boundaries: readonly Boundary[]): Loose {
  const joining: Loose[] = [];
  for (const { id, event, interrupting, joins, body, handler } of boundaries) {
    if (handler !== undefined) {
      scope.add(id, { kind: 'boundary', on, ...event, handler: `${id}-undo` });
      scope.add(`${id}-undo`, handler);
      continue;
    }
    scope.add(id, { kind: 'boundary', on, ...event, interrupting });
    const end = place(scope, body, leaving(id));
    if (joins && end !== null) joining.push(end);
    else close(scope, `${id}-end`, end);
  }
  if (joining.length === 0) return leaving(on);
  return join(scope, `${on}-join`, 'xor', [leaving(on), ...joining]);
}

function join(scope: Scope, id: string, kind: string, ends: readonly Loose[]): Loose {
  scope.add(id, { kind });
  for (const end of ends) scope.connect(end, id);
  return leaving(id);
}

function placeAgain(
  scope: Scope,
  id: string,
  condition: string,
  body: Block,
  loose: Loose,
): Loose | null {
  const head = `${id}-head`;
  scope.add(head, { kind: 'xor' });
  scope.connect(loose, head);
  const end = place(scope, body, leaving(head));
  if (end === null) return null;
  scope.add(id, { kind: 'xor' });
  scope.connect(end, id);
  scope.connect({ from: id, suffix: ` if ${condition}` }, head);
  return { from: id, suffix: ' default' };
}

function placeBranches(
  scope: Scope,
  block: Extract<Block, { kind: 'split' | 'race' }>,
  loose: Loose,
): Loose | null {
  const gate = block.kind === 'race' ? 'event-gateway' : block.gate;
  scope.add(block.id, { kind: gate });
  scope.connect(loose, block.id);
  const ends: Loose[] = [];
  if (block.kind === 'race') {
    for (const { id, event, body } of block.branches) {
      scope.add(id, { kind: 'catch', ...event });
      scope.connect(leaving(block.id), id);
      const end = place(scope, body, leaving(id));
      if (end !== null) ends.push(end);
    }
  } else {
    for (const { condition, body } of block.branches) {
      const end = place(scope, body, { from: block.id, suffix: suffixOf(block.gate, condition) });
      if (end !== null) ends.push(end);
    }
  }
  if (ends.length < 2) return ends[0] ?? null;
  return join(scope, `${block.id}-join`, gate === 'and' ? 'and' : 'xor', ends);
}

function suffixOf(gate: string, condition: string | undefined): string {
  if (gate === 'and') return '';
  return condition === undefined ? ' default' : ` if ${condition}`;
}
