import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { openClient, type GatewayClient } from '../zeebe/gateway-client.ts';
import type { Broker } from './broker.ts';
import { renderDiagram } from './diagram.ts';
import { startEmbedded } from './embedded-broker.ts';

/**
 * What a broker that has just started, Zeebe 8.5.8, did with the same steps: scope, intent, name
 * and value of every variable in the order of the records. (Traces of scenarios leave that order
 * out: it depends on the largest document that the broker has seen.)
 */
const GOLDEN = new URL('variable-order.zeebe.txt', import.meta.url);

const DIAGRAM = renderDiagram([
  {
    id: 'ord',
    elements: {
      begin: 'start',
      map: {
        kind: 'task',
        in: { a: '=1', zz: '="text"', c: '=[1,2,3]', d: '=x', e: '={k:1}' },
        out: { o1: '=a', o2: '=zz', o3: '=c' },
      },
      map2: {
        kind: 'task',
        in: {
          a1: '=1',
          b2: '="text"',
          c3: '=[1,2,3]',
          d4: '=x',
          e5: '={k:1}',
          f6: '=7',
          g7: '=1.5',
        },
        out: { p1: '=a1', p2: '=b2', p3: '=c3', p4: '=1', p5: '=2', p6: '=3', p7: '=4' },
      },
      sub: {
        kind: 'sub',
        in: { m: '=1', n: '=2', q: '=3' },
        elements: {
          sb: 'start',
          work: { kind: 'service', job: 'ord', in: { q: '=9', r: '=8' } },
          se: 'end',
        },
        flows: ['sb > work > se'],
      },
      callit: { kind: 'call', process: 'ord2' },
      end: 'end',
    },
    flows: ['begin > map > map2 > sub > callit > end'],
  },
  { id: 'ord2', elements: { cb: 'start', ce: 'end' }, flows: ['cb > ce'] },
]);

/** In this order: the fourth last is so large that those behind it come in another order. */
const DOCUMENTS = [
  '{"a":1,"b":2}',
  '{"a":1,"b":2,"c":3}',
  '{"x":"text","order":{"id":1,"items":[1,2,3]},"note":null,"ok":true}',
  '{"one":1,"two":200,"three":70000,"four":5000000000,"five":-5}',
  '{"name":"a longer text that has more than thirty-one bytes in it","b":1.5,"c":-200,' +
    '"d":-40000,"e":"ünïcode"}',
  '{"a":1,"b":2,"a":3}',
  '{"1":1,"b":2,"0":3}',
  '{"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7}',
  '{"a":1,"b":2}',
  '{"a":1,"b":2,"c":3}',
  `{${Array.from({ length: 40 }, (_, i) => `"var${i}":${i * i * i}`).join(',')}}`,
  '{"a":1,"b":2,"c":3,"d":4}',
  `{"text":"${'x'.repeat(300)}","b":2,"c":"${'ü'.repeat(40000)}","d":4,"e":[],"f":{}}`,
];

const SET = '{"q":5,"m":6,"zzz":7,"a":"changed","r":1,"n":2,"b":77}';
const COMPLETED = '{"q":50,"m":60,"zzz":70,"a":"again","r":10,"n":20,"b":770,"new1":1,"new2":2}';

interface Activated {
  readonly jobs: readonly { readonly key: string; readonly elementInstanceKey: string }[];
}

async function run(broker: Broker, client: GatewayClient, variables: string): Promise<void> {
  const jobsBefore = count(broker);
  await client.unary('CreateProcessInstance', { bpmnProcessId: 'ord', version: -1, variables });
  const request = { type: 'ord', worker: 'w', timeout: 100_000, maxJobsToActivate: 1 };
  const answer = await client.stream('ActivateJobs', { ...request, requestTimeout: 5000 });
  const [first] = 'response' in answer ? (answer.response as readonly Activated[]) : [];
  const job = first?.jobs[0];
  const elementInstanceKey = job?.elementInstanceKey;
  await client.unary('SetVariables', { elementInstanceKey, variables: SET });
  await client.unary('CompleteJob', { jobKey: job?.key, variables: COMPLETED });
  await broker.until(() => count(broker) > jobsBefore, 'the end of the instance');
}

function count(broker: Broker): number {
  return broker.records.filter(
    ({ intent, value }) => intent === 'ELEMENT_COMPLETED' && value['elementId'] === 'ord',
  ).length;
}

function variablesOf(broker: Broker): string[] {
  const elements = new Map<number, string>();
  const lines: string[] = [];
  for (const { valueType, key, intent, value } of broker.records) {
    if (valueType === 'PROCESS_INSTANCE') elements.set(key, String(value['elementId']));
    if (valueType !== 'VARIABLE') continue;
    const shown = String(value['value']).slice(0, 30);
    const scope = elements.get(Number(value['scopeKey']));
    lines.push(`${scope} ${intent} ${String(value['name'])}=${shown}`);
  }
  return lines;
}

describe('variables of one document', () => {
  it('are written in the order of the real Zeebe', async () => {
    const broker = await startEmbedded();
    const client = openClient(broker.address);
    try {
      const resources = [{ name: 'o.bpmn', content: Buffer.from(DIAGRAM) }];
      await client.unary('DeployResource', { resources });
      for (const document of DOCUMENTS) await run(broker, client, document);
      const expected = readFileSync(GOLDEN, 'utf8').trimEnd().split('\n');
      expect(variablesOf(broker)).to.deep.equal(expected);
    } finally {
      client.close();
      await broker.close();
    }
  });
});
