/** Rules about the way through a diagram. */
import { elementsOf, nextOf, type Diagram, type DiagramElement } from '../diagram.ts';
import { called, type Rule } from '../finding.ts';

function reach(diagram: Diagram, from: readonly DiagramElement[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...from];
  for (let element = queue.pop(); element; element = queue.pop()) {
    if (seen.has(element.id)) continue;
    seen.add(element.id);
    queue.push(...nextOf(diagram, element));
  }
  return seen;
}

/** A loop that waits ends with its level, when something else on that level terminates it. */
function endsWithItsLevel(diagram: Diagram, reached: readonly DiagramElement[]): boolean {
  const waits = reached.find(({ type }) => type === 'IntermediateCatchEvent');
  return (
    waits !== undefined &&
    elementsOf(diagram, 'EndEvent').some(
      (end) => end.event === 'terminate' && end.parent === waits.parent,
    )
  );
}

/** Every element must lead to an end event of its level. */
export const noWayToEnd: Rule = {
  code: 'no-way-to-end',
  severity: 'error',
  check(diagram) {
    return [...diagram.elements.values()]
      .filter((element) => !element.eventSubProcess)
      .filter((element) => {
        const reached = [...reach(diagram, [element])].flatMap(
          (id) => diagram.elements.get(id) ?? [],
        );
        return (
          !reached.some(({ type }) => type === 'EndEvent') && !endsWithItsLevel(diagram, reached)
        );
      })
      .map((element) => ({
        elementId: element.id,
        message: `“${called(element)}”之后走不到结束：请连到下一步或结束事件。`,
      }));
  },
};

/** Every element must be reachable from a start event of its level. */
export const unreachable: Rule = {
  code: 'unreachable',
  severity: 'error',
  check(diagram) {
    const seen = reach(diagram, elementsOf(diagram, 'StartEvent'));
    return [...diagram.elements.values()]
      .filter((element) => !seen.has(element.id) && !element.eventSubProcess)
      .map((element) => ({
        elementId: element.id,
        message: `“${called(element)}”从开始事件走不到：请把它连进流程，或者删除。`,
      }));
  },
};

/** A splitting gateway needs a default, and a condition on every other way. */
export const gatewayDefault: Rule = {
  code: 'gateway-default',
  severity: 'error',
  check(diagram) {
    return elementsOf(diagram, 'ExclusiveGateway', 'InclusiveGateway')
      .filter((gateway) => gateway.outgoing.length > 1)
      .flatMap((gateway) => {
        if (!gateway.defaultFlow) {
          return [
            {
              elementId: gateway.id,
              message: `网关“${called(gateway)}”没有默认分支：条件都不满足时会停在这里，请指定一条默认分支。`,
            },
          ];
        }
        return gateway.outgoing
          .filter((id) => id !== gateway.defaultFlow && !diagram.flows.get(id)?.condition)
          .map((id) => ({
            elementId: id,
            message: `网关“${called(gateway)}”的这条分支没有条件：请填写条件。`,
          }));
      });
  },
};

/** A repeating timer must say how often. */
export const timerUnbounded: Rule = {
  code: 'timer-unbounded',
  severity: 'error',
  check(diagram) {
    return [...diagram.elements.values()]
      .filter(({ timeCycle }) => /^R\//.test(timeCycle) || /^"?R-1/.test(timeCycle))
      .map((element) => ({
        elementId: element.id,
        message: `定时器“${called(element)}”没有限定重复次数：请写成 R3/P1D 这样的形式。`,
      }));
  },
};

/** What users see needs a Chinese name. */
export const chineseName: Rule = {
  code: 'chinese-name',
  severity: 'warning',
  check(diagram) {
    const named = [...diagram.elements.values()].filter(
      (element) =>
        /Task$|SubProcess$|Event$|CallActivity/.test(element.type) ||
        (element.type === 'ExclusiveGateway' && element.outgoing.length > 1),
    );
    return named
      .filter((element) => !/\p{Script=Han}/u.test(element.name))
      .map((element) => ({
        elementId: element.id,
        message: `“${called(element)}”没有中文名称：办理过程和看板上会显示它，请起一个办事人看得懂的名称。`,
      }));
  },
};
