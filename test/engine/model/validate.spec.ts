import { expect } from 'chai';
import { checkResource, readDeployableProcesses } from '../../../engine/model/index.ts';
import { diagram, element, extensions, flow, sequence, serviceTask } from '../bpmn-builder.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');

/** start → the piece → end. */
function around(piece: ReturnType<typeof element>, definitions = ''): string {
  return diagram('p', sequence(START, piece, END), definitions);
}

function codesOf(xml: string): string[] {
  return checkResource('p.bpmn', Buffer.from(xml)).map(
    ({ elementId, code }) => `${elementId ?? '-'} ${code}`,
  );
}

function messageOf(xml: string): string {
  const result = readDeployableProcesses('p.bpmn', Buffer.from(xml));
  return result.ok ? '' : result.message;
}

const LOOP = (attributes: string): string =>
  '<bpmn:multiInstanceLoopCharacteristics>' +
  extensions(`<zeebe:loopCharacteristics ${attributes} />`) +
  '</bpmn:multiInstanceLoopCharacteristics>';

/** What is drawn → which element is named, and why. */
const REFUSED: Readonly<Record<string, readonly [xml: string, findings: readonly string[]]>> = {
  'no start event': [diagram('p', END.xml), ['p no-start-event']],
  'a service task without type': [
    around(element('serviceTask', 'work')),
    ['work extension-missing'],
  ],
  'a task type that is empty': [
    around(serviceTask('work', '')),
    ['work attribute-missing', 'work expression-missing'],
  ],
  'a call activity that calls nothing': [
    around(element('callActivity', 'call')),
    ['call extension-missing'],
  ],
  'a loop over a static value': [
    around(element('task', 'each', LOOP('inputCollection="items"'))),
    ['each expression-static'],
  ],
  'a loop whose output has no element': [
    around(element('task', 'each', LOOP('inputCollection="=items" outputCollection="all"'))),
    ['each loop-output-incomplete'],
  ],
  'a timer that is no duration': [
    around(
      element(
        'intermediateCatchEvent',
        'wait',
        '<bpmn:timerEventDefinition><bpmn:timeDuration>tomorrow</bpmn:timeDuration></bpmn:timerEventDefinition>',
      ),
    ),
    ['wait timer-invalid'],
  ],
  'a boundary event that leads nowhere': [
    diagram(
      'p',
      sequence(START, serviceTask('work', 'x'), END) +
        '<bpmn:boundaryEvent id="late" attachedToRef="work"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
    ),
    ['late boundary-without-outgoing'],
  ],
  'an unsupported gateway': [
    around(element('complexGateway', 'gate')),
    ['gate element-unsupported'],
  ],
  'a reserved header': [
    around(
      serviceTask(
        'work',
        'x',
        '<zeebe:taskHeaders><zeebe:header key="io.camunda.zeebe:x" value="1" /></zeebe:taskHeaders>',
      ),
    ),
    ['work header-reserved'],
  ],
  'a path that is none': [
    around(
      serviceTask(
        'work',
        'x',
        '<zeebe:ioMapping><zeebe:input source="=1" target="a b" /></zeebe:ioMapping>',
      ),
    ),
    ['work path-invalid'],
  ],
  'a loop that never waits': [
    diagram(
      'p',
      [
        START,
        element('exclusiveGateway', 'again'),
        element('task', 'note'),
        flow('start', 'again'),
        flow('again', 'note'),
        flow('note', 'again'),
      ]
        .map(({ xml }) => xml)
        .join(''),
    ),
    ['note straight-through-loop'],
  ],
};

describe('engine/model validation', () => {
  for (const [what, [xml, findings]] of Object.entries(REFUSED)) {
    it(`names the element of ${what}`, () => {
      expect(codesOf(xml)).to.deep.equal(findings);
    });
  }

  it('writes what is wrong as Zeebe does, an element with its errors below', () => {
    expect(messageOf(around(serviceTask('work', '')))).to.equal(
      "'p.bpmn': - Element: work > extensionElements > taskDefinition\n" +
        '    - ERROR: Expected expression but not found.\n',
    );
  });

  it('tells the line at which a file stops being XML', () => {
    expect(messageOf('no diagram')).to.equal(
      "'p.bpmn': Fatal Error: URI=null Line=1: Content is not allowed in prolog.",
    );
    expect(messageOf(diagram('p', '<bpmn:task id="a">'))).to.contain('Fatal Error: URI=null');
  });

  it('refuses entities and document types instead of reading them', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>';
    expect(messageOf(bomb)).to.contain('DOCTYPE is disallowed');
  });

  it('finds nothing wrong with what Zeebe takes', () => {
    expect(codesOf(around(serviceTask('work', 'x')))).to.deep.equal([]);
    expect(codesOf(around(element('userTask', 'ask')))).to.deep.equal([]);
  });

  it('checks forms and decisions, and knows no other files', () => {
    const codes = (name: string, text: string): string[] =>
      checkResource(name, Buffer.from(text)).map(({ code }) => code);
    expect(codes('a.form', '{"id":"a"}')).to.deep.equal([]);
    expect(codes('a.form', '{}')).to.deep.equal(['form-id-missing']);
    expect(codes('a.form', '{"id":" "}')).to.deep.equal(['form-id-blank']);
    expect(codes('a.form', '{')).to.deep.equal(['not-form']);
    expect(codes('a.dmn', '<x/>')).to.deep.equal(['not-dmn']);
    expect(codes('a.txt', '')).to.deep.equal(['resource-type-unknown']);
  });
});
