import { randomExpressions, randomUnaryTests } from './feel-fuzz.ts';
import type { DecisionQuestion } from './answers.ts';

const HIT_POLICIES = [
  'UNIQUE',
  'FIRST',
  'ANY',
  'PRIORITY',
  'RULE ORDER',
  'OUTPUT ORDER',
  'COLLECT',
];
const AGGREGATIONS = ['SUM', 'MIN', 'MAX', 'COUNT'];
const RULES = 4;
const CASES = [
  { x: 1, y: 'a' },
  { x: 2.5, y: [1, 2, 3], a: 3 },
  { x: null, y: true, l: [1, 2], s: 'hello' },
  { x: 'abc', y: { c: 1, d: { e: [1] } }, o: [{ x: 1 }, { x: 2 }] },
  { x: 10, y: -1, a: 'b', n: null, big: 9007199254740991 },
  {},
];

/** Random decision tables, the same for the same seed. */
export function randomTables(seed: number, count: number): DecisionQuestion[] {
  const tests = randomUnaryTests(seed, count * RULES * 2);
  const outputs = randomExpressions(seed + 1, count * RULES * 2).map((text) => text.slice(1));
  return Array.from({ length: count }, (_, i) => {
    const rules = Array.from({ length: RULES }, (_rule, r) => {
      const at = (i * RULES + r) * 2;
      const cells = [tests[at], tests[at + 1]].map((text, k) => entry('input', `i${r}${k}`, text));
      const two = i % 3 === 0 ? [outputs[at], outputs[at + 1]] : [outputs[at]];
      const results = two.map((text, k) => entry('output', `o${r}${k}`, text));
      return `<rule id="r${r}">${cells.join('')}${results.join('')}</rule>`;
    });
    return { xml: table(i, rules.join('')), decisionId: 'd', cases: CASES };
  });
}

function table(i: number, rules: string): string {
  const isSeveral = i % 3 === 0;
  const policy = HIT_POLICIES[i % HIT_POLICIES.length] ?? '';
  const aggregation =
    policy === 'COLLECT' && !isSeveral && i % 2 === 0
      ? ` aggregation="${AGGREGATIONS[i % AGGREGATIONS.length] ?? ''}"`
      : '';
  const values = '<outputValues id="ov"><text>3, "a", 1, "abc"</text></outputValues>';
  const byDefault =
    i % 5 === 0 ? '<defaultOutputEntry id="de"><text>"none"</text></defaultOutputEntry>' : '';
  const head = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"';
  return (
    `<definitions ${head} id="drg" name="n" namespace="ns"><decision id="d" name="d">` +
    `<decisionTable id="t" hitPolicy="${policy}"${aggregation}>` +
    '<input id="i0"><inputExpression id="e0"><text>x</text></inputExpression></input>' +
    '<input id="i1"><inputExpression id="e1"><text>y</text></inputExpression></input>' +
    `<output id="o0" name="r">${values}${byDefault}</output>` +
    (isSeveral ? '<output id="o1" name="s" />' : '') +
    `${rules}</decisionTable></decision></definitions>`
  );
}

function entry(kind: 'input' | 'output', id: string, text = ''): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<${kind}Entry id="${id}"><text>${escaped}</text></${kind}Entry>`;
}
