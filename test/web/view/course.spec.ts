import { expect } from 'chai';
import { clocksOf } from '../../../web/view/clocks.ts';
import { courseOf } from '../../../web/view/course.ts';
import { caseDetail } from '../fixture/cases.ts';

const clock = caseDetail.clocks[0]!;
const step = caseDetail.steps[0]!;
const dueAt = (day: number): string => `2026-11-${10 + day}T10:00:00.000Z`;

describe('course and clocks of a case with many units', () => {
  it('given 500 equal clocks, when shown, then the first to end stands for all', () => {
    const clocks = Array.from({ length: 500 }, (_, index) => ({
      ...clock,
      due: { ...clock.due!, dueAt: dueAt((index + 3) % 7) },
    }));
    const shown = clocksOf([{ ...clock, name: '总期限' }, ...clocks]);
    expect(shown.map((one) => one.copies)).to.deep.equal([0, 500]);
    expect(shown[1]!.due!.dueAt).to.equal(dueAt(0));
  });

  it('given 500 open copies of one step, when told, then one line; gateways are left out', () => {
    const copies = Array.from({ length: 500 }, (_, index) => ({
      ...step,
      key: String(index),
      element: 'sign',
      state: 'active' as const,
      by: null,
    }));
    const gateway = { ...step, element: 'g', type: 'EXCLUSIVE_GATEWAY', by: null };
    const course = courseOf([...copies, gateway, step]);
    expect(course).to.have.lengthOf(2);
    expect(course.map((one) => one.folded)).to.include(500);
  });

  it('given the latest 200 of 500 open copies, when told, then it waits for all that are open', () => {
    const copies = Array.from({ length: 200 }, (_, index) => ({
      ...step,
      key: String(index),
      element: 'sign',
      state: 'active' as const,
      by: null,
    }));
    const sign = {
      element: 'sign',
      name: '签收',
      total: 500,
      completed: 40,
      overdue: 0,
      terminated: 1,
    };
    const [line] = courseOf(copies, [sign]);
    expect(line!.holder).to.equal('459 个单位');
  });

  it('given many acts and notices, when told, then each keeps its line', () => {
    const acts = Array.from({ length: 20 }, (_, index) => ({
      ...step,
      key: String(index),
      element: '',
      type: 'ACT',
      by: null,
    }));
    expect(courseOf(acts)).to.have.lengthOf(20);
  });
});
