/** Workers of 并联审批: acceptance and decision get their numbers and their legal limits. */
import { isoInChina, text, type Worker } from '../worker/index.ts';

/** Joint handling: 45 working days. Source: Administrative Licensing Law, article 42(2). */
const STATUTORY_LIMIT = '45wd';

/** Delivery within 10 working days of the decision. Source: the same law, article 44. */
const DELIVERY_LIMIT = '10wd';

function yearInChina(atMs: number): number {
  return new Date(atMs + 8 * 3_600_000).getUTCFullYear();
}

/**
 * Accepts the application: number, time of acceptance, statutory and promised last day.
 * A case sent back and accepted again keeps its number, its time and its limits: sending back does
 * not give the office fresh time.
 */
const accept: Worker = {
  type: 'parallel-approval:accept',
  purpose: '受理登记：受理编号、受理时间，法定和承诺办结时间',
  fetchVariables: [
    'acceptanceNumber',
    'acceptedAt',
    'decisionDueAt',
    'promisedDueAt',
    'promisedLimit',
  ],
  headers: {},
  async work(job, ports) {
    const { acceptanceNumber, acceptedAt, decisionDueAt, promisedDueAt } = job.variables;
    if (text(acceptanceNumber)) {
      return { complete: { acceptanceNumber, acceptedAt, decisionDueAt, promisedDueAt } };
    }
    const now = ports.clock.now();
    const promised = ports.clock.dueAt(now, text(job.variables['promisedLimit'], '20wd'));
    const statutory = ports.clock.dueAt(now, STATUTORY_LIMIT);
    if (!promised || !statutory) {
      return { incident: { message: '承诺时限无法识别：请检查“事项规则”决策表的承诺时限' } };
    }
    const number = await ports.numbering.next({
      series: 'parallel-approval-acceptance',
      pattern: '并受〔{year}〕{seq}号',
      year: yearInChina(now),
      onceKey: job.key,
    });
    return {
      complete: {
        acceptanceNumber: number,
        acceptedAt: isoInChina(now),
        decisionDueAt: isoInChina(statutory.dueAt),
        promisedDueAt: isoInChina(promised.dueAt),
      },
    };
  },
};

/** Numbers the decision and works out until when it has to be delivered. */
const decide: Worker = {
  type: 'parallel-approval:decide',
  purpose: '决定编号，计算送达时限',
  fetchVariables: [],
  headers: {},
  async work(job, ports) {
    const now = ports.clock.now();
    const due = ports.clock.dueAt(now, DELIVERY_LIMIT);
    if (!due) return { incident: { message: `送达时限 ${DELIVERY_LIMIT} 无法识别` } };
    const number = await ports.numbering.next({
      series: 'parallel-approval-decision',
      pattern: '并许〔{year}〕{seq}号',
      year: yearInChina(now),
      onceKey: job.key,
    });
    return {
      complete: {
        decisionNumber: number,
        decidedAt: isoInChina(now),
        deliveryDueAt: isoInChina(due.dueAt),
      },
    };
  },
};

/** Workers of this package. */
export const workers: readonly Worker[] = [accept, decide];
