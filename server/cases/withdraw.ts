import { isNotFound } from '../broker/broker-error.ts';
import { needBroker, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Accepted } from '../tasks/schema.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import { writeAct } from './act.ts';
import type { CaseRecord } from './case.model.ts';
import { withdrawable } from './detail.ts';
import type { WithdrawalInput } from './schema.ts';

/** Commands sent at a time: enough to be quick, few enough for others to get in between. */
const AT_ONCE = 20;

/**
 * 撤回 of unsigned copies: throws the error that the package's diagram catches on the signing task.
 * A copy signed in the meantime stays. `copy_already_signed` when no copy is left to call back.
 */
export async function withdraw(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  input: WithdrawalInput,
): Promise<Accepted> {
  needBroker(desk);
  const actions = withdrawable(desk, found);
  const open = await taskModel(desk.connection)
    .find({
      caseKey: found._id,
      state: 'open',
      step: { $in: actions.map(({ on }) => on) },
      ...(input.unitCodes === undefined ? {} : { unitCode: { $in: input.unitCodes } }),
    })
    .lean<TaskRecord[]>();
  let done = 0;
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const part = open.slice(from, from + AT_ONCE);
    const sent = await Promise.all(
      part.map(async (task) => {
        const code = actions.find(({ on }) => on === task.step)?.errorCode ?? '';
        return desk.broker.throwError(task._id, code, input.reason).then(
          () => true,
          (error) => {
            if (isNotFound(error)) return false;
            throw error;
          },
        );
      }),
    );
    done += sent.filter(Boolean).length;
  }
  if (done === 0) throw new Problem('copy_already_signed');
  const units = open.map(({ unitCode }) => desk.identity.unitName(unitCode ?? ''));
  const which = units.length > 5 ? `${units.length} 个单位` : units.join('、');
  const text = `撤回 ${which}：${input.reason}`;
  await writeAct(desk, viewer, { caseKey: found._id, type: 'withdraw', text });
  return { accepted: true, message: `已撤回 ${done} 份。` };
}
