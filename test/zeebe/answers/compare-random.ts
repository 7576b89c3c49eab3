import { askZeebe } from './ask-zeebe.ts';
import { readFeelAnswers } from './answers.ts';
import { randomExpressions } from './feel-fuzz.ts';
import { canonical, ourDecisionAnswer, ourFeelAnswer } from './our-answers.ts';
import { randomTables } from './random-tables.ts';

/**
 * Compares the embedded engine with Zeebe's libraries on random expressions and decision tables:
 * `node --import tsx test/zeebe/answers/compare-random.ts SEED COUNT`. Prints what differs.
 */
const [seed = 1, count = 1000] = process.argv.slice(2).map(Number);

const { setting } = readFeelAnswers();
const expressions = randomExpressions(seed, count);
const [, ...said] = await askZeebe([setting, ...expressions.map((expression) => ({ expression }))]);
const differing = expressions.flatMap((expression, i) => {
  const theirs = canonical(said[i] ?? {});
  const ours = canonical(ourFeelAnswer(expression, setting));
  return ours === theirs ? [] : [`${expression}\n  zeebe ${theirs}\n  ours  ${ours}`];
});

const tables = randomTables(seed, Math.ceil(count / 10));
const decided = await askZeebe(tables);
const differingTables = tables.flatMap((table, i) => {
  const theirs = JSON.stringify(decided[i]);
  const ours = JSON.stringify(ourDecisionAnswer(table));
  return ours === theirs ? [] : [`${table.xml}\n  zeebe ${theirs}\n  ours  ${ours}`];
});

for (const text of [...differing, ...differingTables]) console.log(text);
console.log(
  `${expressions.length} expressions, ${differing.length} differ; ` +
    `${tables.length} tables, ${differingTables.length} differ`,
);
