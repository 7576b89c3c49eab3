import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parseDecisionGraph } from '../../../engine/dmn/parse-graph.ts';
import { readDeployableProcesses } from '../../../engine/model/index.ts';

/** A small file of our own, and what Zeebe 8.5.8 says of it; null: it takes it. */
interface Answer {
  readonly what: string;
  readonly kind: 'bpmn' | 'dmn';
  readonly text?: string;
  /** Files that aren't UTF-8. */
  readonly base64?: string;
  readonly answer: string | null;
}

const ANSWERS = readFileSync(new URL('zeebe-answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

function answerOf({ kind, text, base64 }: Answer): string | null {
  const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
  if (kind === 'dmn') {
    const graph = parseDecisionGraph(bytes);
    return graph.ok ? null : graph.message;
  }
  const processes = readDeployableProcesses('p.bpmn', bytes);
  return processes.ok ? null : processes.message.replace(/^'p\.bpmn': /, '');
}

describe('engine/model against Zeebe', () => {
  for (const answer of ANSWERS) {
    it(`says of ${answer.what} (${answer.kind}) what Zeebe says`, () => {
      expect(answerOf(answer)).to.equal(answer.answer);
    });
  }
});
