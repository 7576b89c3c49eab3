import type { ElementNotation, LoopNotation } from '../diagram-element.ts';
import type { Names } from './draw-names.ts';
import type { Random } from './random.ts';

/** The names of the variables that conditions and mappings of a plan read. */
export const VARIABLES = ['v1', 'v2', 'v3', 'v4'] as const;

/** The decision that business rule tasks of every plan call, deployed along with it. */
export const DECISION = 'random-decision';

/** A condition over the plan's variables, now and then one that cannot be evaluated. */
export function drawCondition(random: Random): string {
  const variable = random.pick(VARIABLES);
  return random.weighted([
    [12, `=${variable} > ${random.int(0, 2)}`],
    [4, `=${variable} = ${random.int(0, 2)}`],
    [1, `=absent > 1`],
  ]);
}

/** Several times: one after the other or all at once. */
export function drawLoop(random: Random): LoopNotation {
  const collects = random.chance(40);
  return {
    each: random.weighted([
      [6, '=items'],
      [4, '=[1, 2, 3]'],
      [2, '=for i in 1..v1 + 1 return i'],
      [1, '=[]'],
      [1, '=absent'],
    ]),
    ...(random.chance(60) && { as: 'item' }),
    ...(collects && { collect: 'results', from: random.pick(['=v1', '=item', '=loopCounter']) }),
    ...(random.chance(25) && { until: random.pick([UNTIL_TWO, '=v2 > 1', '=absent']) }),
    ...(random.chance(50) && { sequential: true }),
  };
}

const UNTIL_TWO = '=numberOfCompletedInstances >= 2';

/** Input and output mappings, mostly none. */
export function drawMappings(random: Random): Partial<ElementNotation> {
  const input = {
    [random.pick(['v1', 'local'])]: random.pick(['=v2', '=1', '=v3 + 1', '=absent']),
  };
  const target = random.pick([...VARIABLES, 'results']);
  const output = { [target]: random.pick(['=v1', '=2', '=v4 + 1', '=local', '=absent.field']) };
  return {
    ...(random.chance(12) && { in: input }),
    ...(random.chance(12) && { out: output }),
  };
}

/** A task of any kind, done by a worker, a person, the engine, or a message. */
export function drawTask(random: Random, names: Names): ElementNotation {
  const job = {
    job: names.job(),
    ...(random.chance(20) && { retries: random.pick(['1', '=v1']) }),
  };
  return random.weighted<() => ElementNotation>([
    [10, () => ({ kind: 'service', ...job })],
    [2, () => ({ kind: 'send', ...job })],
    [1, () => ({ kind: 'script', ...job })],
    [1, () => ({ kind: 'rule', ...job })],
    [3, () => ({ kind: 'user', ...(random.chance(20) && { assignee: '="a" + string(v1)' }) })],
    [2, () => ({ kind: 'user', native: true, ...(random.chance(30) && { groups: '=[key]' }) })],
    [3, () => ({ kind: 'script', ...drawScript(random) })],
    [1, () => ({ kind: 'rule', decision: DECISION, result: 'v4' })],
    [3, () => ({ kind: 'receive', message: { name: names.message(), key: names.key() } })],
    [1, () => ({ kind: 'manual' })],
    [1, () => ({ kind: 'task' })],
  ])();
}

function drawScript(random: Random): Partial<ElementNotation> {
  const expression = random.pick(['=v1 + 1', '=v2', '=if v1 > 1 then 0 else 2', '=absent + 1']);
  return { expression, result: random.pick(VARIABLES) };
}
