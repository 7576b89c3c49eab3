/** The worker of 公文交换: checks the addressees and works out the limits, once for all copies. */
import { isoInChina, text, textList, type Worker, type WorkerJob } from '../worker/index.ts';

/** How long after the first reminder the second goes out. */
const SECOND_REMINDER = '1wd';

/**
 * Removes double addressees, refuses unknown ones, and computes until when each copy is to be
 * signed and answered. All copies begin together, so one computation serves five hundred.
 * Throws the BPMN error `UNKNOWN_UNITS` when nobody is addressed or a code is no receiving unit.
 */
const prepare: Worker = {
  type: 'document-exchange:prepare',
  purpose: '核对接收单位、去重，计算签收、再次催收和回执的时限',
  fetchVariables: ['recipients', 'resendTo', 'signLimit', 'replyLimit'],
  headers: {
    recipients: { required: true, meaning: '接收单位所在的变量名' },
    prefix: { required: false, meaning: '结果变量名的前缀，补发时为 resend' },
  },
  async work(job, ports) {
    const name = job.headers['recipients'] ?? 'recipients';
    const recipients = [...new Set(textList(job.variables[name]))];
    const unknown = await ports.organisation.unknownUnits(recipients);
    if (recipients.length === 0 || unknown.length > 0) {
      const message =
        unknown.length > 0 ? `不能接收公文的单位：${unknown.join('、')}` : '没有选择接收单位';
      const variables = { unknownUnits: message };
      return { error: { code: 'UNKNOWN_UNITS', message, variables } };
    }
    const limits = limitsOf(job, ports.clock);
    if (!limits) return { incident: { message: '签收时限或回执时限无法识别，应写作 2wd、2h 等' } };
    const prefix = job.headers['prefix'] ?? '';
    const result = (word: string): string =>
      prefix ? prefix + word : word.charAt(0).toLowerCase() + word.slice(1);
    return {
      complete: {
        [name]: recipients,
        recipientCount: recipients.length,
        [result('SignDueAt')]: isoInChina(limits.sign),
        [prefix ? `${prefix}SecondAt` : 'signSecondAt']: isoInChina(limits.second),
        [result('ReplyDueAt')]: isoInChina(limits.reply),
      },
    };
  },
};

function limitsOf(
  job: WorkerJob,
  clock: Parameters<Worker['work']>[1]['clock'],
): { sign: number; second: number; reply: number } | undefined {
  const now = clock.now();
  const sign = clock.dueAt(now, text(job.variables['signLimit'], '2wd'))?.dueAt;
  const reply = clock.dueAt(now, text(job.variables['replyLimit'], '5wd'))?.dueAt;
  if (sign === undefined || reply === undefined) return undefined;
  const second = clock.dueAt(sign, SECOND_REMINDER)?.dueAt ?? sign;
  return { sign, second, reply };
}

/** Workers of this package. */
export const workers: readonly Worker[] = [prepare];
