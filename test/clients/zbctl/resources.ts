import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiagram } from '../../differential/diagram.ts';

const PROCESSES = renderDiagram([
  {
    id: 'zbctl-work',
    elements: {
      begin: 'start',
      work: 'service zbctl-work',
      failed: { kind: 'boundary', on: 'work', error: 'bad' },
      repair: 'service zbctl-repair',
      end: 'end',
      repaired: 'end',
    },
    flows: ['begin > work > end', 'failed > repair > repaired'],
  },
  {
    id: 'zbctl-worker',
    elements: { open: 'start', run: 'service zbctl-worker', close: 'end' },
    flows: ['open > run > close'],
  },
  {
    id: 'zbctl-empty',
    elements: { first: 'start', last: 'end' },
    flows: ['first > last'],
  },
]);

const BROKEN = renderDiagram([
  { id: 'zbctl-broken', elements: { begin: 'start', work: 'service =1 +' }, flows: [] },
]);

const DECISION = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="zbctl-requirements"
  name="Requirements" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="zbctl-price" name="Price">
    <decisionTable id="table">
      <input id="age"><inputExpression id="age-text" typeRef="number"><text>age</text></inputExpression></input>
      <output id="price" name="price" typeRef="number" />
      <rule id="child"><inputEntry id="child-age"><text>&lt; 12</text></inputEntry>
        <outputEntry id="child-price"><text>5</text></outputEntry></rule>
      <rule id="adult"><inputEntry id="adult-age"><text>&gt;= 12</text></inputEntry>
        <outputEntry id="adult-price"><text>10</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
`;

const FORM = '{ "components": [], "id": "zbctl-form", "type": "default" }\n';

/** Writes what the session deploys into a folder. */
export function writeResources(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    'work.bpmn': PROCESSES,
    'broken.bpmn': BROKEN,
    'price.dmn': DECISION,
    'ask.form': FORM,
    'variables.json': '{ "from": "a file" }\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
