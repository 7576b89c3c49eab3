import { createRequire } from 'node:module';
import { checkDiagram as checkByRules, contextOf } from '../../processes/checks/index.ts';
import type { Desk } from '../desk.ts';
import { processesOf, readDiagram } from './diagram.ts';
import type { CheckResult, DiagramInput, Finding } from './schema.ts';

/** The Zeebe extension of BPMN, as bpmn-moddle reads it. */
const zeebeDescriptor = createRequire(import.meta.url)(
  'zeebe-bpmn-moddle/resources/zeebe.json',
) as object;

const finding = (
  severity: Finding['severity'],
  code: string,
  element: string | null,
  message: string,
  original: string | null = null,
): Finding => ({ code, severity, element, message, original });

/**
 * Checks a diagram before it is deployed: readable, a process with a start, branches out of which a
 * return (退回) works, and the package checks. What a broker refuses beyond that is told by its own
 * answer, see {@link brokerFindings}.
 */
export async function checkDiagram(desk: Desk, input: DiagramInput): Promise<CheckResult> {
  const processes = await processesOf(input.xml).catch((error: unknown) => String(error));
  if (typeof processes === 'string') {
    const text = '文件不是可读的 BPMN 流程图，请重新导出后再试。';
    return { deployable: false, findings: [finding('error', 'unreadable', null, text, processes)] };
  }
  const findings: Finding[] = [];
  if (processes.length === 0) {
    findings.push(finding('error', 'no-process', null, '流程图里没有流程，请至少画一个流程。'));
  }
  for (const { id } of processes) findings.push(...(await checkProcess(desk, input.xml, id)));
  return { deployable: !findings.some(({ severity }) => severity === 'error'), findings };
}

async function checkProcess(desk: Desk, xml: string, processId: string): Promise<Finding[]> {
  const { elements, joins } = await readDiagram(xml, processId);
  const findings: Finding[] = [];
  const top = elements.filter(({ scope }) => scope === processId);
  if (!top.some(({ type }) => type === 'StartEvent')) {
    const text = '流程没有开始事件，请添加一个。';
    findings.push(finding('error', 'no-start', processId, text));
  }
  const gateways = new Set(Object.values(joins));
  for (const { id, name } of top.filter((element) => gateways.has(element.id))) {
    const text =
      `并行汇合“${name}”不在子流程里：有分支办结后将不能退回到分支之前。` +
      '建议把并行分支连同汇合放进一个子流程。';
    findings.push(finding('warning', 'join-at-root', id, text));
  }
  const known = desk.packages.owning(processId);
  for (const rule of known?.manifest.returns ?? []) {
    const gone = [...rule.from, rule.to].filter((id) => !elements.some((one) => one.id === id));
    for (const id of gone) {
      const text = `业务“${known?.manifest.title}”的退回规则用到环节 ${id}，图中没有它。`;
      findings.push(finding('error', 'return-target', null, text));
    }
  }
  const context = known ? contextOf(known, desk.packages.list()) : {};
  const more = await checkByRules(xml, context, zeebeDescriptor);
  return [
    ...findings,
    ...more.map(({ code, severity, elementId, message }) =>
      finding(severity, code, elementId, message),
    ),
  ];
}

/**
 * A broker's refusal as findings: Zeebe writes `Element: <id>` and `ERROR: <text>` lines.
 * Source: Zeebe `ProcessMessageValidator`/`BpmnTransformer` error layout.
 */
export function brokerFindings(reason: string): Finding[] {
  const findings: Finding[] = [];
  let element: string | null = null;
  for (const line of reason.split('\n')) {
    const named = /Element: (\S+)/.exec(line)?.[1];
    if (named !== undefined) element = named;
    const error = /ERROR: (.+)/.exec(line)?.[1];
    if (error === undefined) continue;
    const where = element === null ? '流程图' : `环节 ${element}`;
    findings.push(finding('error', 'broker', element, `${where}不能被引擎执行，请修改。`, error));
  }
  if (findings.length > 0) return findings;
  return [finding('error', 'broker', null, '流程引擎没有接受该流程图，请按原文修改。', reason)];
}
