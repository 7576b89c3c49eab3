/** Rules about what a diagram refers to: workers, processes, decisions. */
import { elementsOf } from '../diagram.ts';
import { called, type Rule } from '../finding.ts';

/** A service task needs a worker that exists, with the headers it requires. */
export const unknownWorker: Rule = {
  code: 'unknown-worker',
  severity: 'error',
  check(diagram, { workers }) {
    if (!workers) return [];
    return elementsOf(diagram, 'ServiceTask', 'SendTask').flatMap((task) => {
      const type = task.extensions.get('TaskDefinition')?.['type'] ?? '';
      const required = workers.get(type);
      if (!required && !type.startsWith('=')) {
        return [
          {
            elementId: task.id,
            message: `没有程序处理“${called(task)}”（作业类型“${type}”）：请从列表中选择作业类型。`,
          },
        ];
      }
      return (required ?? [])
        .filter((header) => !task.headers.has(header))
        .map((header) => ({
          elementId: task.id,
          message: `“${called(task)}”缺少参数“${header}”：请在任务头中填写。`,
        }));
    });
  },
};

/** A called process must exist. */
export const unknownProcess: Rule = {
  code: 'unknown-process',
  severity: 'error',
  check(diagram, { processes }) {
    if (!processes) return [];
    return elementsOf(diagram, 'CallActivity').flatMap((call) => {
      const id = call.extensions.get('CalledElement')?.['processId'] ?? '';
      if (id.startsWith('=') || processes.has(id) || diagram.processIds.includes(id)) return [];
      return [
        {
          elementId: call.id,
          message: `“${called(call)}”调用的流程“${id}”不存在：请重新选择流程。`,
        },
      ];
    });
  },
};

/** A called decision must exist. */
export const unknownDecision: Rule = {
  code: 'unknown-decision',
  severity: 'error',
  check(diagram, { decisions }) {
    if (!decisions) return [];
    return elementsOf(diagram, 'BusinessRuleTask').flatMap((task) => {
      const id = task.extensions.get('CalledDecision')?.['decisionId'];
      if (id === undefined || id.startsWith('=') || decisions.has(id)) return [];
      return [
        {
          elementId: task.id,
          message: `“${called(task)}”的决策“${id}”不存在：请重新选择决策表。`,
        },
      ];
    });
  },
};
