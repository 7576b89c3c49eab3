/** Rules about the clocks of a manifest and the diagram they read. */
import {
  readLimit,
  type Manifest,
  type ManifestAction,
  type ManifestClock,
} from '../../package/index.ts';
import { nextOf, type Diagram, type DiagramElement } from '../diagram.ts';
import type { Report, Rule } from '../finding.ts';

const ACTIONS = ['start', 'pause', 'resume', 'extend', 'restart', 'stop'] as const;

function namedElements(manifest: Manifest): { where: string; element: string }[] {
  const clocks = manifest.clocks.flatMap((clock) => [
    ...(clock.scope ? [{ where: `时限“${clock.name}”的范围`, element: clock.scope }] : []),
    ...ACTIONS.flatMap((action) =>
      (clock[action] ?? []).map((rule) => ({
        where: `时限“${clock.name}”`,
        element: rule.element,
      })),
    ),
  ]);
  const returns = manifest.returns.flatMap((rule) =>
    [...rule.from, rule.to, ...rule.cancels, ...(rule.activate ? [rule.activate] : [])].map(
      (element) => ({ where: '退回规则', element }),
    ),
  );
  const papers = manifest.papers.map((paper) => ({
    where: `文书“${paper.title}”`,
    element: paper.availableAfter,
  }));
  const actions = manifest.actions.flatMap((action) =>
    elementsOf(action).map((element) => ({ where: `操作“${action.title}”`, element })),
  );
  return [...clocks, ...returns, ...papers, ...actions];
}

function elementsOf(action: ManifestAction): readonly string[] {
  if (action.command === 'throwError') return [action.on];
  return action.conditions.flatMap(({ open, closed }) => [...(open ?? []), ...(closed ?? [])]);
}

/** What the manifest names must be in the diagram of its process. */
export const missingElement: Rule = {
  code: 'missing-element',
  severity: 'error',
  check(diagram, { manifest }) {
    if (!manifest || !diagram.processIds.includes(manifest.processId)) return [];
    return namedElements(manifest)
      .filter(({ element }) => !diagram.elements.has(element))
      .map(({ where, element }) => ({
        elementId: null,
        message: `${where}用到的环节“${element}”不在流程图中：请改正环节编号。`,
      }));
  },
};

/** 环节之和不超过承诺时限，承诺时限不超过法定时限。 */
export const limitOrder: Rule = {
  code: 'limit-order',
  severity: 'warning',
  check(diagram, { manifest }) {
    if (!manifest || !diagram.processIds.includes(manifest.processId)) return [];
    const whole = manifest.clocks.filter((clock) => clock.scope === undefined);
    return [...whole.flatMap((clock) => stepsExceed(diagram, clock)), ...promisedExceeds(whole)];
  },
};

function promisedExceeds(clocks: readonly ManifestClock[]): Report[] {
  const statutory = clocks.filter((clock) => clock.kind === 'statutory');
  return clocks
    .filter((clock) => clock.kind === 'promised')
    .flatMap((promised) => {
      const same = statutory.find(
        (clock) => clock.start[0]?.element === promised.start[0]?.element,
      );
      const [most, limit] = [readLimit(same?.limit ?? ''), readLimit(promised.limit)];
      if (!most || !limit || limit.roughMinutes <= most.roughMinutes) return [];
      return [
        {
          elementId: null,
          message: `承诺时限 ${limit.text} 超过了法定时限 ${most.text}：承诺只能更短，请改正。`,
        },
      ];
    });
}

function stepsExceed(diagram: Diagram, clock: ManifestClock): Report[] {
  const limit = readLimit(clock.limit);
  if (!limit) return [];
  const paused = new Set((clock.pause ?? []).map((rule) => rule.element));
  const stops = new Set(clock.stop.map((rule) => rule.element));
  const starts = clock.start.flatMap((rule) => {
    const element = diagram.elements.get(rule.element);
    if (!element) return [];
    return rule.on === 'completed' ? nextOf(diagram, element) : [element];
  });
  const longest = Math.max(
    0,
    ...starts.map((element) => longestFrom(diagram, element, stops, paused, new Set())),
  );
  if (longest <= limit.roughMinutes) return [];
  return [
    {
      elementId: null,
      message: `“${clock.name}”为 ${limit.text}，而最长一路各环节时限之和超过了它：请缩短环节时限。`,
    },
  ];
}

/** Longest sum of step limits to a stopping element; each element once, so loops end. */
function longestFrom(
  diagram: Diagram,
  element: DiagramElement,
  stops: ReadonlySet<string>,
  paused: ReadonlySet<string>,
  path: Set<string>,
): number {
  if (path.has(element.id)) return 0;
  const own = paused.has(element.id) ? 0 : lengthOf(diagram, element, stops, paused);
  if (stops.has(element.id)) return own;
  path.add(element.id);
  const next = nextOf(diagram, element).map((other) =>
    longestFrom(diagram, other, stops, paused, path),
  );
  path.delete(element.id);
  return own + Math.max(0, ...next);
}

function lengthOf(
  diagram: Diagram,
  element: DiagramElement,
  stops: ReadonlySet<string>,
  paused: ReadonlySet<string>,
): number {
  const inner = [...diagram.elements.values()].filter(
    (other) => other.parent === element.id && other.type === 'StartEvent',
  );
  const within = inner.map((start) => longestFrom(diagram, start, stops, paused, new Set()));
  const own = readLimit(element.headers.get('tongqu:limit') ?? '')?.roughMinutes ?? 0;
  return Math.max(own, ...within, 0);
}
