/** Rules about tasks: who does them, with which form, within which limit. */
import { readLimit } from '../../package/limit.ts';
import { elementsOf, type Diagram, type DiagramElement } from '../diagram.ts';
import { called, type Rule } from '../finding.ts';

function userTasks(diagram: Diagram): DiagramElement[] {
  return elementsOf(diagram, 'UserTask');
}

/** Somebody must be able to take the task. */
export const nobodyCanTake: Rule = {
  code: 'nobody-can-take',
  severity: 'error',
  check(diagram) {
    return userTasks(diagram)
      .filter((task) => {
        const assignment = task.extensions.get('AssignmentDefinition');
        return !assignment?.['assignee'] && !assignment?.['candidateGroups'];
      })
      .map((task) => ({
        elementId: task.id,
        message: `没有人能办理“${called(task)}”：请指定办理人或候选岗位。`,
      }));
  },
};

/** Roles in candidate groups must be known. */
export const unknownRole: Rule = {
  code: 'unknown-role',
  severity: 'warning',
  check(diagram, { roles }) {
    if (!roles) return [];
    return userTasks(diagram).flatMap((task) => {
      const groups = task.extensions.get('AssignmentDefinition')?.['candidateGroups'] ?? '';
      return [...groups.matchAll(/role:([A-Za-z]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((role) => !roles.has(role))
        .map((role) => ({
          elementId: task.id,
          message: `“${called(task)}”的岗位“${role}”不存在：请从岗位列表中选择。`,
        }));
    });
  },
};

/** A user task needs a form. */
export const taskWithoutForm: Rule = {
  code: 'task-without-form',
  severity: 'error',
  check(diagram) {
    return userTasks(diagram)
      .filter((task) => {
        const form = task.extensions.get('FormDefinition');
        return !form?.['formId'] && !form?.['formKey'];
      })
      .map((task) => ({
        elementId: task.id,
        message: `“${called(task)}”没有表单：办理人不知道填什么，请选择一张表单。`,
      }));
  },
};

/** The form must exist. */
export const unknownForm: Rule = {
  code: 'unknown-form',
  severity: 'error',
  check(diagram, { forms }) {
    if (!forms) return [];
    return userTasks(diagram).flatMap((task) => {
      const formId = task.extensions.get('FormDefinition')?.['formId'];
      if (!formId || forms.has(formId)) return [];
      return [
        {
          elementId: task.id,
          message: `“${called(task)}”的表单“${formId}”不存在：请重新选择表单。`,
        },
      ];
    });
  },
};

/**
 * No BPMN error reaches a user task that the broker manages itself: an action that throws one
 * (撤回) would fail, and its boundary event never fires. Source: Zeebe 8.5, ThrowError takes jobs.
 */
export const errorAtNativeTask: Rule = {
  code: 'error-at-native-task',
  severity: 'error',
  check(diagram) {
    return [...diagram.elements.values()]
      .filter(({ event }) => event === 'error')
      .map(({ attachedTo }) => diagram.elements.get(attachedTo))
      .filter((task) => task?.type === 'UserTask' && task.extensions.has('UserTask'))
      .map((task) => ({
        elementId: task?.id ?? null,
        message:
          `“${task ? called(task) : ''}”由流程引擎自行管理，不会收到错误，撤回等操作无法进行：` +
          '请把实现方式改为“作业”。',
      }));
  },
};

/** A limit must be readable. */
export const limitUnreadable: Rule = {
  code: 'limit-unreadable',
  severity: 'error',
  check(diagram) {
    return [...diagram.elements.values()].flatMap((element) => {
      const limit = element.headers.get('tongqu:limit');
      if (limit === undefined || readLimit(limit)) return [];
      return [
        {
          elementId: element.id,
          message:
            `“${called(element)}”的时限“${limit}”无法识别：应写作 5wd（工作日）、60d（自然日）、` +
            '3mo（月）、30m（分钟）或 2h（小时）。',
        },
      ];
    });
  },
};

/** A limit should name the article it rests on. */
export const limitWithoutBasis: Rule = {
  code: 'limit-without-basis',
  severity: 'warning',
  check(diagram) {
    return userTasks(diagram)
      .filter(({ headers }) => headers.get('tongqu:limit') && !headers.get('tongqu:basis'))
      .map((task) => ({
        elementId: task.id,
        message: `“${called(task)}”有时限而没有依据：请填写法律条文或承诺文件。`,
      }));
  },
};
