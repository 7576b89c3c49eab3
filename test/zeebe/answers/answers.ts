import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RawAnswer } from './ask-zeebe.ts';

/** What an expression gave, its value as JSON text. */
export interface FeelAnswer {
  readonly type?: string;
  readonly value?: string;
  readonly failure?: string;
  readonly warnings?: readonly string[];
}

/** What the expressions see. */
export interface FeelSetting {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly now: string;
  readonly zone: string;
}

/** Decisions with the variables they are asked about. */
export interface DecisionQuestion {
  readonly xml: string;
  readonly decisionId: string;
  readonly cases: readonly Readonly<Record<string, unknown>>[];
}

const FEEL_FILE = new URL('../../engine/feel/zeebe-answers-wide.jsonl.gz', import.meta.url);
const DECISION_FILE = new URL('../../engine/dmn/zeebe-answers-wide.jsonl.gz', import.meta.url);

/** The recorded answers about expressions, and what they saw. */
export function readFeelAnswers(): {
  readonly setting: FeelSetting;
  readonly answers: readonly (readonly [expression: string, answer: FeelAnswer])[];
} {
  const [setting, ...answers] = readLines(FEEL_FILE);
  return { setting: setting as FeelSetting, answers: answers as [string, FeelAnswer][] };
}

export function writeFeelAnswers(
  setting: FeelSetting,
  answers: readonly (readonly [string, RawAnswer])[],
): void {
  writeLines(FEEL_FILE, [setting, ...answers]);
}

/** The recorded answers about decisions. */
export function readDecisionAnswers(): readonly (readonly [DecisionQuestion, RawAnswer])[] {
  return readLines(DECISION_FILE) as [DecisionQuestion, RawAnswer][];
}

export function writeDecisionAnswers(
  answers: readonly (readonly [DecisionQuestion, RawAnswer])[],
): void {
  writeLines(DECISION_FILE, answers);
}

function readLines(file: URL): unknown[] {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function writeLines(file: URL, lines: readonly unknown[]): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(file, gzipSync(text, { level: 9 }));
}
