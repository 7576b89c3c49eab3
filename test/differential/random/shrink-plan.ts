import type { ElementNotation } from '../diagram-element.ts';
import { EMPTY, type Block, type Boundary, type EventSub, type ProcessPlan } from './block.ts';

/** Every plan that is one cut smaller: parts left out, wrappings taken off. Largest cuts first. */
export function* smallerPlans(plan: ProcessPlan): Generator<ProcessPlan> {
  if (plan.starts.length > 0) yield { ...plan, starts: [] };
  for (const eventSubs of smallerHandlers(plan.eventSubs)) yield { ...plan, eventSubs };
  for (const body of smallerBlocks(plan.body)) yield { ...plan, body };
}

function* smallerBlocks(block: Block): Generator<Block> {
  switch (block.kind) {
    case 'sequence':
      yield* smallerSequence(block.blocks);
      return;
    case 'event':
    case 'end':
      for (const element of plainer(block.element)) yield { ...block, element };
      return;
    case 'task':
      for (const boundaries of smallerHandlers(block.boundaries)) yield { ...block, boundaries };
      for (const element of plainer(block.element)) yield { ...block, element };
      return;
    case 'sub':
    case 'call':
      yield block.body;
      for (const eventSubs of smallerHandlers(block.eventSubs)) yield { ...block, eventSubs };
      for (const boundaries of smallerHandlers(block.boundaries)) yield { ...block, boundaries };
      for (const element of plainer(block.element)) yield { ...block, element };
      for (const body of smallerBlocks(block.body)) yield { ...block, body };
      return;
    case 'again':
      yield block.body;
      for (const body of smallerBlocks(block.body)) yield { ...block, body };
      return;
    default:
      yield* smallerBranches(block);
  }
}

function* smallerSequence(blocks: readonly Block[]): Generator<Block> {
  if (blocks.length === 1 && blocks[0]) yield blocks[0];
  for (const index of blocks.keys()) {
    yield { kind: 'sequence', blocks: blocks.toSpliced(index, 1) };
  }
  for (const [index, block] of blocks.entries()) {
    for (const smaller of smallerBlocks(block)) {
      const parts = smaller.kind === 'sequence' ? smaller.blocks : [smaller];
      yield { kind: 'sequence', blocks: blocks.toSpliced(index, 1, ...parts) };
    }
  }
}

/** A gateway becomes one of its ways, loses one, or has a smaller one. */
function* smallerBranches(block: Extract<Block, { kind: 'split' | 'race' }>): Generator<Block> {
  if (block.kind === 'split') {
    for (const { body } of block.branches) yield body;
    for (const branches of shorter(block.branches)) yield { ...block, branches };
    for (const [index, branch] of block.branches.entries()) {
      for (const body of smallerBlocks(branch.body)) {
        yield { ...block, branches: block.branches.with(index, { ...branch, body }) };
      }
    }
    return;
  }
  for (const { id, event, body } of block.branches) {
    const first: Block = { kind: 'event', id, element: { kind: 'catch', ...event } };
    yield { kind: 'sequence', blocks: [first, body] };
  }
  if (block.branches.length > 2) {
    for (const branches of shorter(block.branches)) yield { ...block, branches };
  }
  for (const [index, branch] of block.branches.entries()) {
    for (const body of smallerBlocks(branch.body)) {
      yield { ...block, branches: block.branches.with(index, { ...branch, body }) };
    }
  }
}

/** Boundary events or event sub-processes: one less, or one with less behind it. */
function* smallerHandlers<Handler extends Boundary | EventSub>(
  handlers: readonly Handler[],
): Generator<readonly Handler[]> {
  yield* shorter(handlers);
  for (const [index, handler] of handlers.entries()) {
    if (handler.body === EMPTY) continue;
    yield handlers.with(index, { ...handler, body: EMPTY });
    for (const body of smallerBlocks(handler.body)) {
      yield handlers.with(index, { ...handler, body });
    }
  }
}

function* shorter<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (const index of items.keys()) yield items.toSpliced(index, 1);
}

/** The same element without one of the things that it can do without. */
function* plainer<Element extends Partial<ElementNotation>>(element: Element): Generator<Element> {
  for (const name of ['loop', 'in', 'out', 'retries', 'assignee', 'groups'] as const) {
    if (element[name] !== undefined) yield without(element, name);
  }
  const { loop } = element;
  if (loop === undefined) return;
  for (const name of ['collect', 'until', 'as', 'sequential'] as const) {
    if (loop[name] === undefined) continue;
    const rest = without(loop, name);
    yield { ...element, loop: name === 'collect' ? without(rest, 'from') : rest };
  }
}

function without<Thing extends object>(thing: Thing, name: keyof Thing): Thing {
  const copy = { ...thing };
  delete copy[name];
  return copy;
}
