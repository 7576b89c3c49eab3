import { expect } from 'chai';
import type { ExecutableProcess } from '../../../engine/model/executable.ts';
import { parseProcesses } from '../../../engine/model/index.ts';
import { diagram, element, extensions, flow, sequence, serviceTask } from '../bpmn-builder.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');

function processOf(content: string, definitions = ''): ExecutableProcess {
  const result = parseProcesses(Buffer.from(diagram('p', content, definitions)));
  const process = result.ok ? result.processes[0] : undefined;
  if (process === undefined) throw new Error(result.ok ? 'no process' : result.message);
  return process;
}

describe('engine/model transform', () => {
  it('connects nodes, and gives flows in the order in which Zeebe takes them', () => {
    const fork = [
      START,
      element('parallelGateway', 'fork'),
      serviceTask('a', 'x'),
      serviceTask('b', 'x'),
      flow('start', 'fork'),
      flow('fork', 'a'),
      flow('fork', 'b'),
    ];
    const process = processOf(fork.map(({ xml }) => xml).join(''));
    const outgoing = process.elements.get('fork')?.outgoing.map(({ target }) => target.id);
    expect(outgoing).to.deep.equal(['b', 'a']);
    expect(process.noneStartEvent?.id).to.equal('start');
    expect(process.elements.get('a')?.flowScope).to.equal(process);
  });

  it('puts a body around a loop, which takes flows and boundary events', () => {
    const loop =
      '<bpmn:multiInstanceLoopCharacteristics isSequential="true">' +
      extensions('<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" />') +
      '<bpmn:completionCondition>= done</bpmn:completionCondition>' +
      '</bpmn:multiInstanceLoopCharacteristics>';
    const late =
      '<bpmn:boundaryEvent id="late" attachedToRef="each"><bpmn:timerEventDefinition>' +
      '<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>';
    const process = processOf(sequence(START, element('task', 'each', loop), END) + late);
    const body = process.elements.get('each');
    const inner = body?.multiInstance?.inner;
    expect(body?.elementType).to.equal('MULTI_INSTANCE_BODY');
    expect(body?.boundaryEvents.map(({ id }) => id)).to.deep.equal(['late']);
    expect(body?.outgoing.map(({ target }) => target.id)).to.deep.equal(['end']);
    expect(inner?.outgoing).to.deep.equal([]);
    expect(inner?.flowScope).to.equal(body);
    expect(body?.multiInstance).to.include({ isSequential: true, inputElement: 'item' });
    expect(body?.multiInstance?.completionCondition?.source).to.equal(' done');
  });

  it('makes one context of input mappings, and merges output mappings into what is there', () => {
    const mapping =
      '<zeebe:ioMapping><zeebe:input source="=x" target="a.b" />' +
      '<zeebe:input source="text" target="a.c" />' +
      '<zeebe:output source="=y" target="r.s" /></zeebe:ioMapping>';
    const task = processOf(sequence(START, serviceTask('work', 'x', mapping), END));
    const work = task.elements.get('work');
    expect(work?.inputMappings?.source).to.equal('{a:{b:x,c:"text"}}');
    const merged = '{r:if (r != null) then context merge(r,{s:y}) else {s:y}}';
    expect(work?.outputMappings?.source).to.equal(merged);
  });

  it('makes a job of a user task, with lists of what is written with commas', () => {
    const content = extensions(
      '<zeebe:assignmentDefinition assignee="12" candidateGroups="a, b" />' +
        '<zeebe:formDefinition formKey="f" />' +
        '<zeebe:taskHeaders><zeebe:header key="k" value="v" /><zeebe:header key="" value="v" /></zeebe:taskHeaders>',
    );
    const process = processOf(sequence(START, element('userTask', 'ask', content), END));
    const job = process.elements.get('ask')?.job;
    expect(job?.type.staticValue).to.equal('io.camunda.zeebe:userTask');
    expect(job?.candidateGroups?.source).to.equal('["a","b"]');
    expect(job?.assignee?.source).to.equal('"12"');
    expect(job?.headers).to.deep.equal({ k: 'v', 'io.camunda.zeebe:formKey': 'f' });
  });

  it('keeps a native user task apart from jobs', () => {
    const native = extensions('<zeebe:userTask />');
    const process = processOf(sequence(START, element('userTask', 'ask', native), END));
    expect(process.elements.get('ask')?.job).to.equal(null);
    expect(process.elements.get('ask')?.userTask?.headers).to.deep.equal({});
  });

  it('subscribes to event sub-processes before boundary events', () => {
    const inside =
      '<bpmn:subProcess id="sub">' +
      sequence(element('startEvent', 'innerStart'), element('endEvent', 'innerEnd')) +
      '<bpmn:subProcess id="watch" triggeredByEvent="true">' +
      '<bpmn:startEvent id="alarm" isInterrupting="false"><bpmn:timerEventDefinition>' +
      '<bpmn:timeDuration>PT1M</bpmn:timeDuration></bpmn:timerEventDefinition>' +
      '</bpmn:startEvent></bpmn:subProcess></bpmn:subProcess>' +
      '<bpmn:boundaryEvent id="late" attachedToRef="sub"><bpmn:timerEventDefinition>' +
      '<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>';
    const sub = processOf(START.xml + inside).elements.get('sub');
    expect(sub?.events.map(({ id }) => id)).to.deep.equal(['alarm', 'late']);
    expect(sub?.interruptingElementIds).to.deep.equal(['late']);
    expect(sub?.eventSubProcesses[0]?.elementType).to.equal('EVENT_SUB_PROCESS');
  });

  it('resolves names that need no variables', () => {
    const message =
      '<bpmn:message id="m" name="=&quot;or&quot; + &quot;der&quot;">' +
      extensions('<zeebe:subscription correlationKey="=id" />') +
      '</bpmn:message>';
    const wait = element('receiveTask', 'wait', '', 'messageRef="m"');
    const process = processOf(sequence(START, wait, END), message);
    expect(process.elements.get('wait')?.message).to.include({ name: null, id: 'm' });
    expect(process.elements.get('wait')?.message?.correlationKey?.source).to.equal('id');
  });
});
