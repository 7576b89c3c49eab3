import { expect } from 'chai';
import type { CopyRow } from '../../../server/cases/schema.ts';
import { copyCell, copyTallies, isSigned } from '../../../web/view/copy-cell.ts';

type Step = CopyRow['steps'][number];

const step = (name: string, state: Step['state'], more: Partial<Step> = {}): Step => ({
  element: name,
  name,
  state,
  isWithdrawn: false,
  at: state === 'active' ? null : '2026-11-20T02:00:00.000Z',
  by: null,
  opinion: null,
  due: null,
  ...more,
});
const row = (...steps: Step[]): CopyRow => ({ unitCode: '330825', unitName: '龙游县', steps });
const red: Step['due'] = {
  dueAt: '2026-11-20T02:00:00.000Z',
  warnAt: null,
  light: 'red',
  provisional: false,
  remainingWorkingDays: -1,
};
const withdrawn = step('签收', 'terminated', { isWithdrawn: true });

describe('the cell of a copy', () => {
  it('given a copy of a document, then it says how far the unit has come', () => {
    const said = (...steps: Step[]): [string, string] => {
      const cell = copyCell(row(...steps), true);
      return [cell.state, cell.text];
    };
    const signed = step('签收', 'completed');
    expect(said()).to.deep.equal(['active', '待投递']);
    expect(said(step('签收', 'active'))).to.deep.equal(['active', '未签收']);
    expect(said(step('签收', 'active', { due: red }))).to.deep.equal(['late', '超期未签收']);
    expect(said(signed)).to.deep.equal(['done', '已签收']);
    expect(said(signed, step('阅办并回执', 'active'))).to.deep.equal(['done', '已签收']);
    expect(said(signed, step('阅办并回执', 'completed'))).to.deep.equal(['replied', '已回执']);
    expect(said(withdrawn)).to.deep.equal(['terminated', '已撤回']);
    const closed = step('签收', 'terminated');
    expect(said(closed)).to.deep.equal(['terminated', '未签收即结束']);
    const unanswered = step('阅办并回执', 'terminated');
    expect(said(signed, unanswered)).to.deep.equal(['done', '已签收，未回执即结束']);
  });

  it('given a copy withdrawn and sent again, then the new one counts', () => {
    expect(copyCell(row(withdrawn, step('签收', 'active')), true).text).to.equal('未签收');
    expect(copyCell(row(withdrawn, step('签收', 'completed')), true).state).to.equal('done');
  });

  it('given departments that decide, then nobody is said to have signed', () => {
    const rows = [row(step('部门审查', 'active')), row(step('部门审查', 'completed'))];
    expect(isSigned(rows)).to.equal(false);
    const cells = rows.map((one) => copyCell(one, false));
    expect(cells.map(({ text }) => text)).to.deep.equal(['部门审查办理中', '已完成部门审查']);
    expect(copyTallies(cells)).to.include({ done: 1, open: 1 });
  });

  it('given all kinds, then those who replied count as signed, too', () => {
    const cells = [
      copyCell(row(step('签收', 'completed'), step('阅办并回执', 'completed')), true),
      copyCell(row(step('签收', 'completed')), true),
      copyCell(row(withdrawn), true),
      copyCell(row(step('签收', 'active', { due: red })), true),
    ];
    const tallies = { done: 2, replied: 1, open: 1, late: 1, terminated: 1 };
    expect(copyTallies(cells)).to.deep.equal(tallies);
  });
});
