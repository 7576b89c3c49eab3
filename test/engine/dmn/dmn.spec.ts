import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { evaluateDecision } from '../../../engine/dmn/evaluate-graph.ts';
import { parseDecisionGraph } from '../../../engine/dmn/parse-graph.ts';
import { toJson } from '../../../engine/feel/evaluate.ts';

/** What Zeebe decides, recorded from its own libraries (8.5.8, dmn-engine 1.9.0). */
interface Recorded {
  readonly xml: string;
  readonly decisionId: string;
  readonly cases: readonly {
    readonly variables: Record<string, unknown>;
    readonly answer: object;
  }[];
}

const file = new URL('./zeebe-answers.jsonl', import.meta.url);
const recorded = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

describe('engine/dmn', () => {
  it('decides every recorded decision as Zeebe does, with inputs, rules and failures', () => {
    const differences: string[] = [];
    let count = 0;
    for (const { xml, decisionId, cases } of recorded) {
      for (const { variables, answer } of cases) {
        count += 1;
        const ours = JSON.stringify(decide(xml, decisionId, variables));
        const theirs = JSON.stringify(answer);
        if (ours !== theirs) differences.push(`${theirs}\n  ours ${ours}`);
      }
    }
    expect(differences, differences.join('\n')).to.deep.equal([]);
    expect(count).to.be.greaterThan(350);
  });

  it('refuses a file that is no DMN', () => {
    const result = parseDecisionGraph(Buffer.from('<definitions/>'));
    expect(result).to.deep.equal({
      ok: false,
      message:
        'Failed to parse DMN: org.camunda.bpm.model.dmn.DmnModelException: Unable to parse model',
    });
  });
});

function decide(xml: string, decisionId: string, variables: Record<string, unknown>): object {
  const parsed = parseDecisionGraph(Buffer.from(xml));
  if (!parsed.ok) return { invalid: parsed.message };
  const ids = parsed.graph.decisions.map(({ id }) => id);
  const outcome = evaluateDecision(parsed.graph, decisionId, variables, Date.now);
  const decisions = outcome.audits;
  if (outcome.ok) return { ids, output: JSON.stringify(toJson(outcome.value)), decisions };
  const failure = `Expected to evaluate decision '${decisionId}', but ${outcome.message}`;
  return { ids, failure, failedId: decisions.at(-1)?.decisionId ?? decisionId, decisions };
}
