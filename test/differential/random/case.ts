import { renderDiagram, type ProcessNotation, type ScopeNotation } from '../diagram.ts';
import { readElement } from '../diagram-element.ts';
import type { Scenario, ScenarioResource } from '../scenario.ts';
import type { Block, ProcessPlan } from './block.ts';
import type { RandomStep, StepRules } from './draw-step.ts';
import { DECISION } from './draw-task.ts';
import { renderPlan } from './render-block.ts';

/** What is played: a process, and what is done with it. */
export interface RandomCase {
  readonly plan: ProcessPlan;
  readonly steps: readonly RandomStep[];
}

/** The table behind every business rule task without a job. */
export const DECISION_TEXT = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="random-drg"
  name="Rules" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="${DECISION}" name="How much">
    <decisionTable id="table" hitPolicy="FIRST">
      <input id="in"><inputExpression id="ie" typeRef="number"><text>v1</text></inputExpression>
      </input>
      <output id="out" name="much" typeRef="number" />
      <rule id="rule1"><inputEntry id="i1"><text>&gt; 1</text></inputEntry>
        <outputEntry id="o1"><text>3</text></outputEntry></rule>
      <rule id="rule2"><inputEntry id="i2"><text>[0..1]</text></inputEntry>
        <outputEntry id="o2"><text>v1</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
`;

/** What the second version calls otherwise: the first task of the plan. */
function renamedIn(plan: ProcessPlan): Readonly<Record<string, string>> {
  const id = /"kind":"task","id":"(\w+)"/.exec(JSON.stringify(plan.body))?.[1];
  return id === undefined ? {} : { [id]: `${id}-two` };
}

/**
 * The files of a plan in notation: the first version, and one that goes on a little longer and has
 * another name for a task.
 */
export function notationsOf(plan: ProcessPlan): Readonly<Record<string, ProcessNotation[]>> {
  const [first, ...called] = renderPlan(plan);
  const more = { kind: 'task', id: 'added', element: { kind: 'manual' }, boundaries: [] } as const;
  let text = JSON.stringify(plan.body);
  for (const [id, other] of Object.entries(renamedIn(plan))) {
    text = text.replaceAll(`"id":"${id}"`, `"id":"${other}"`);
  }
  const body: Block = { kind: 'sequence', blocks: [JSON.parse(text) as Block, more] };
  const [second] = renderPlan({ ...plan, body });
  if (first === undefined || second === undefined) throw new Error('a plan without process');
  return { 'one.bpmn': [first, ...called], 'two.bpmn': [second] };
}

/** The case as a scenario; `steps` are those of the scenario itself. */
export function scenarioOf({ plan, steps }: RandomCase): Scenario {
  const resources = new Map<string, ScenarioResource>();
  const add = (name: string, text: string): void => {
    resources.set(name, { name, content: Buffer.from(text) });
  };
  for (const [name, processes] of Object.entries(notationsOf(plan))) {
    add(name, renderDiagram(processes));
  }
  const first = resources.get('one.bpmn')?.content.toString() ?? '';
  if (first.includes(DECISION)) add('decision.dmn', DECISION_TEXT);
  const about = `drawn from ${plan.id}`;
  return { name: plan.id, about, folder: '', resources, steps, live: false };
}

/** What may be drawn for a plan. */
export function rulesOf(plan: ProcessPlan, alone: boolean): StepRules {
  const [process] = renderPlan(plan);
  const elements = process ? idsOf(process) : [];
  return { processId: plan.id, elements, renamed: renamedIn(plan), alone };
}

function idsOf({ elements = {} }: ScopeNotation): string[] {
  return Object.entries(elements).flatMap(([id, notation]) => [
    id,
    ...idsOf(readElement(notation)),
  ]);
}
