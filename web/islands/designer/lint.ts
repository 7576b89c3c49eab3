import conditionalFlows from 'bpmnlint/rules/conditional-flows';
import endEventRequired from 'bpmnlint/rules/end-event-required';
import eventBasedGateway from 'bpmnlint/rules/event-based-gateway';
import eventSubProcessTypedStartEvent from 'bpmnlint/rules/event-sub-process-typed-start-event';
import fakeJoin from 'bpmnlint/rules/fake-join';
import labelRequired from 'bpmnlint/rules/label-required';
import noComplexGateway from 'bpmnlint/rules/no-complex-gateway';
import noDisconnected from 'bpmnlint/rules/no-disconnected';
import noDuplicateSequenceFlows from 'bpmnlint/rules/no-duplicate-sequence-flows';
import noGatewayJoinFork from 'bpmnlint/rules/no-gateway-join-fork';
import noImplicitEnd from 'bpmnlint/rules/no-implicit-end';
import noImplicitSplit from 'bpmnlint/rules/no-implicit-split';
import noImplicitStart from 'bpmnlint/rules/no-implicit-start';
import noOverlappingElements from 'bpmnlint/rules/no-overlapping-elements';
import singleBlankStartEvent from 'bpmnlint/rules/single-blank-start-event';
import singleEventDefinition from 'bpmnlint/rules/single-event-definition';
import startEventRequired from 'bpmnlint/rules/start-event-required';
import subProcessBlankStartEvent from 'bpmnlint/rules/sub-process-blank-start-event';
import superfluousGateway from 'bpmnlint/rules/superfluous-gateway';
import { Linter } from 'bpmnlint';

/** A finding on the diagram, whoever found it. */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  element: string | null;
  message: string;
  original?: string | null;
}

/** Each rule with how grave it is and what a designer should do. */
const rules: Record<string, [rule: unknown, level: 'error' | 'warn', advice: string]> = {
  'conditional-flows': [conditionalFlows, 'error', '这条线没有写条件：写上条件，或设为默认流。'],
  'end-event-required': [endEventRequired, 'error', '缺少结束事件。'],
  'event-based-gateway': [
    eventBasedGateway,
    'error',
    '事件网关后面至少要接两个事件，且连线不写条件。',
  ],
  'event-sub-process-typed-start-event': [
    eventSubProcessTypedStartEvent,
    'error',
    '事件子流程的开始事件要指定类型（定时、消息等）。',
  ],
  'fake-join': [fakeJoin, 'warn', '多条线直接进入这一步，会各办一次；如要等齐，请先用网关汇合。'],
  'label-required': [labelRequired, 'warn', '请写上名称，办理过程里显示的就是它。'],
  'no-complex-gateway': [
    noComplexGateway,
    'error',
    '引擎不支持复杂网关，请换成排他、并行或包容网关。',
  ],
  'no-disconnected': [noDisconnected, 'error', '这个元素没有连到流程里。'],
  'no-duplicate-sequence-flows': [noDuplicateSequenceFlows, 'warn', '有重复的连线。'],
  'no-gateway-join-fork': [noGatewayJoinFork, 'warn', '同一个网关既汇合又分出，请拆成两个。'],
  'no-implicit-end': [noImplicitEnd, 'error', '流程在这里断了：请接下一步或结束事件。'],
  'no-implicit-split': [noImplicitSplit, 'warn', '从这里直接分出多条线，请用网关写明怎样分。'],
  'no-implicit-start': [noImplicitStart, 'error', '没有线进入这一步，它永远不会开始。'],
  'no-overlapping-elements': [noOverlappingElements, 'warn', '与别的元素重叠，或超出了所在的框。'],
  'single-blank-start-event': [singleBlankStartEvent, 'error', '只能有一个不带类型的开始事件。'],
  'single-event-definition': [singleEventDefinition, 'error', '一个事件只能有一种类型。'],
  'start-event-required': [startEventRequired, 'error', '缺少开始事件。'],
  'sub-process-blank-start-event': [
    subProcessBlankStartEvent,
    'error',
    '子流程的开始事件不能带类型。',
  ],
  'superfluous-gateway': [superfluousGateway, 'warn', '这个网关只进一条、出一条，可以去掉。'],
};

const linter = new Linter({
  config: {
    rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, rule[1]])),
  },
  resolver: {
    resolveRule: (_pkg: string, name: string) => rules[name]?.[0],
    resolveConfig: () => ({}),
  },
});

/** Checks the drawn diagram by bpmnlint's rules, with advice in Chinese. */
export async function lint(definitions: object): Promise<Finding[]> {
  const results = await linter.lint(definitions);
  return Object.entries(results).flatMap(([name, reports]) =>
    reports.map((report) => ({
      code: name,
      severity: report.category === 'error' ? ('error' as const) : ('warning' as const),
      element: report.id,
      message: rules[name]?.[2] ?? report.message,
      original: report.message,
    })),
  );
}
