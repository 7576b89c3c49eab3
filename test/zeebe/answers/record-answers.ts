import { readFileSync } from 'node:fs';
import { askZeebe } from './ask-zeebe.ts';
import {
  readDecisionAnswers,
  readFeelAnswers,
  writeDecisionAnswers,
  writeFeelAnswers,
} from './answers.ts';

/**
 * Asks Zeebe again what the recorded answers ask, and writes what it says now. Texts of a file,
 * one expression a line (`=x + 1`), are asked too and recorded with the others:
 * `node --import tsx test/zeebe/answers/record-answers.ts [questions.txt]`
 */
const [file] = process.argv.slice(2);
const added = file === undefined ? [] : readFileSync(file, 'utf8').split('\n').filter(Boolean);

const { setting, answers } = readFeelAnswers();
const expressions = [...new Set([...answers.map(([expression]) => expression), ...added])];
const questions = expressions.map((expression) => ({ expression }));
const [, ...said] = await askZeebe([setting, ...questions]);
writeFeelAnswers(
  setting,
  said.map((answer, i) => [expressions[i] ?? '', answer]),
);

const decisions = readDecisionAnswers().map(([question]) => question);
const decided = await askZeebe(decisions);
writeDecisionAnswers(
  decided.flatMap((answer, i) => {
    const question = decisions[i];
    return question === undefined ? [] : [[question, answer] as const];
  }),
);
console.log(`${expressions.length} expressions and ${decisions.length} decisions asked`);
