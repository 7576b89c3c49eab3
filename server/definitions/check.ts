import type { Desk } from '../desk.ts';
import { processesOf, readDiagram } from './diagram.ts';
import type { CheckResult, DiagramInput, Finding } from './schema.ts';

const finding = (
  severity: Finding['severity'], code: string, element: string | null, message: string,
  original: string | null = null,
): Finding => ({ code, severity, element, message, original });

/**
 * Checks a diagram before it is deployed: readable, one executable process with start and end,
 * user tasks that somebody receives, and branches out of which a return (退回) works. What a broker
 * refuses beyond that is told by its own answer, see {@link brokerFindings}.
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
  for (const { id } of processes) findings.push(...await checkProcess(desk, input.xml, id));
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
  if (!top.some(({ type }) => type === 'EndEvent')) {
    const text = '流程没有结束事件，建议添加，便于看清何时办结。';
    findings.push(finding('warning', 'no-end', processId, text));
  }
  for (const { id, name, type } of elements) {
    if (type === 'Task') {
      const text = `“${name}”是普通任务，引擎会直接跳过；需要人办理请改为用户任务。`;
      findings.push(finding('warning', 'plain-task', id, text));
    }
    if (type === 'UserTask' && name === id) {
      findings.push(finding('warning', 'no-name', id, '用户任务没有名称，办理人看不出要办什么。'));
    }
    if (type === 'UserTask' && !assigned(xml, id)) {
      const text = `“${name}”没有指定办理人或候选组，任务不会出现在任何人的待办里。`;
      findings.push(finding('error', 'nobody', id, text));
    }
  }
  const gateways = new Set(Object.values(joins));
  for (const { id, name } of top.filter((element) => gateways.has(element.id))) {
    const text = `并行汇合“${name}”不在子流程里：有分支办结后将不能退回到分支之前。`
      + '建议把并行分支连同汇合放进一个子流程。';
    findings.push(finding('warning', 'join-at-root', id, text));
  }
  const known = desk.packages.owning(processId);
  if (known) {
    for (const rule of known.manifest.returns) {
      const gone = [...rule.from, rule.to].filter((id) => !elements.some((one) => one.id === id));
      for (const id of gone) {
        const text = `业务“${known.manifest.title}”的退回规则用到环节 ${id}，图中没有它。`;
        findings.push(finding('error', 'return-target', null, text));
      }
    }
  }
  return findings;
}

/** Whether the element's own XML names an assignee or candidates. */
function assigned(xml: string, id: string): boolean {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const open = new RegExp(`<(?:\\w+:)?userTask\\b[^>]*\\bid="${escaped}"[^>]*>`).exec(xml);
  if (!open) return true;
  const rest = xml.slice(open.index, open.index + 20_000);
  const body = rest.slice(0, rest.search(/<\/(?:\w+:)?userTask>/) >>> 0);
  return /assignmentDefinition\b[^>]*(assignee|candidateGroups|candidateUsers)=/.test(body);
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
