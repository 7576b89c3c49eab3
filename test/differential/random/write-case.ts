import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DECISION_TEXT, notationsOf, type RandomCase } from './case.ts';
import { DECISION } from './draw-task.ts';

/**
 * Writes a case as a scenario folder, ready to be kept: `area/name` becomes the word that all its
 * names begin with, so that it can share a broker with every other scenario.
 */
export function writeCase(folder: string, name: string, about: string, one: RandomCase): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'steps.yaml'), caseText(name, about, one));
  if (JSON.stringify(one.plan).includes(DECISION)) {
    const text = DECISION_TEXT.replaceAll(DECISION, `${name}-decision`);
    writeFileSync(join(folder, 'decision.dmn'), text.replaceAll('random-drg', `${name}-drg`));
  }
}

/** The text of `steps.yaml` of a case. */
export function caseText(name: string, about: string, { plan, steps }: RandomCase): string {
  const [one, two] = Object.values(notationsOf(plan));
  const migrates = steps.some(({ deploy }) => deploy !== undefined);
  const resources = { 'one.bpmn': one, ...(migrates && { 'two.bpmn': two }) };
  const hasDecision = JSON.stringify(plan).includes(DECISION);
  const deploy = { deploy: ['one.bpmn', ...(hasDecision ? ['decision.dmn'] : [])] };
  const played = steps.filter((step) => step.restart !== true);
  const text = stringify(
    { about, resources, steps: [deploy, ...played] },
    { lineWidth: 100, flowCollectionPadding: true },
  );
  return text.replaceAll(plan.id, name).replaceAll(DECISION, `${name}-decision`);
}
