import type { CopyRow } from '../../server/cases/schema.ts';

/** One unit's copy as the grid shows it: one state, and one line that says it in words. */
export interface CopyCell {
  unitCode: string;
  unitName: string;
  state: 'replied' | 'done' | 'active' | 'warn' | 'late' | 'terminated';
  text: string;
  at: string | null;
}

type CopyStep = CopyRow['steps'][number];

/** How many copies stand where. `done` counts those that went on to reply, too. */
export interface CopyTallies {
  done: number;
  replied: number;
  open: number;
  late: number;
  terminated: number;
}

/** Whether the copies are signed for (公文), or are pieces of work of several units (审批, 协办). */
export function isSigned(rows: readonly CopyRow[]): boolean {
  return rows.some(({ steps }) => steps.some(({ name }) => name.includes('签收')));
}

/** A unit's copy in one cell. A copy that was sent again after 撤回 shows how the new one stands. */
export function copyCell(row: CopyRow, signed: boolean): CopyCell {
  const { unitCode, unitName } = row;
  const again = row.steps.findLastIndex(({ isWithdrawn }) => isWithdrawn) + 1;
  const steps = row.steps.slice(again < row.steps.length ? again : 0);
  const cell = (state: CopyCell['state'], text: string, step?: CopyStep): CopyCell => ({
    unitCode,
    unitName,
    state,
    text,
    at: step?.at ?? null,
  });
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return cell('active', '待投递');
  if (last.state === 'terminated') return endedCell(steps, last, signed, cell);
  const light = last.due?.light;
  if (last.state === 'completed') {
    const isReply = last !== first || !signed;
    return cell(isReply ? 'replied' : 'done', `已${shortStep(last.name)}`, last);
  }
  if (signed && last !== first) {
    return cell('done', light === 'red' ? '已签收，超期未回执' : '已签收', first);
  }
  const undone = signed ? '未签收' : `${last.name}办理中`;
  if (light === 'red') return cell('late', signed ? '超期未签收' : `${last.name}超期`);
  return light === 'yellow' ? cell('warn', `${undone}，即将超期`) : cell('active', undone);
}

function endedCell(
  steps: readonly CopyStep[],
  last: CopyStep,
  signed: boolean,
  cell: (state: CopyCell['state'], text: string, step?: CopyStep) => CopyCell,
): CopyCell {
  if (last.isWithdrawn) return cell('terminated', '已撤回', last);
  if (!signed) return cell('terminated', '已撤销', last);
  if (steps.length > 1) return cell('done', '已签收，未回执即结束', steps[0]);
  return cell('terminated', '未签收即结束', last);
}

function shortStep(name: string): string {
  return /回执/.test(name) ? '回执' : /签收/.test(name) ? '签收' : `完成${name}`;
}

/** Whether a cell belongs under a tab of the grid. */
export function isUnderTab({ state }: CopyCell, tab: string): boolean {
  if (tab === 'done') return state === 'done' || state === 'replied';
  if (tab === 'open') return state === 'active' || state === 'warn' || state === 'late';
  return tab === 'all' || state === tab;
}

/** The counts of the tabs. */
export function copyTallies(cells: readonly CopyCell[]): CopyTallies {
  const count = (tab: string): number => cells.filter((cell) => isUnderTab(cell, tab)).length;
  return {
    done: count('done'),
    replied: count('replied'),
    open: count('open'),
    late: count('late'),
    terminated: count('terminated'),
  };
}
