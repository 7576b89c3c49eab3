import { text, textList, type NoticeKind, type Worker } from '../worker/index.ts';

const KINDS: readonly NoticeKind[] = ['reminder', 'information', 'warning', 'overdue'];

/** Puts variables into `{name}` places; an unknown one leaves nothing. */
export function fillIn(pattern: string, variables: Readonly<Record<string, unknown>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}

/**
 * Sends a notice (提醒、催办、预警). Recipients come from the local variable `notifyTo` (candidate
 * groups, given by an input mapping), a word that depends on the moment (蓝色预警) from `notifyWord`.
 * Completes with nothing, so no variable of the case moves.
 */
export const notifyWorker: Worker = {
  type: 'tongqu:notify',
  purpose: '发送通知：站内消息，并按配置发短信、邮件',
  fetchVariables: ['notifyTo', 'notifyWord', 'notifyText', 'caseTitle', 'caseNumber'],
  headers: {
    kind: {
      required: false,
      meaning: 'information、reminder（催办）、warning（预警）、overdue（超期）',
    },
    title: { required: true, meaning: '标题，可含 {caseTitle}、{caseNumber}、{notifyWord}' },
    text: { required: false, meaning: '正文，可含变量；不填用变量 notifyText' },
  },
  async work(job, ports) {
    const to = textList(job.variables['notifyTo']);
    if (to.length === 0) return { incident: { message: '通知没有收件人：变量 notifyTo 为空' } };
    const kind = KINDS.find((known) => known === job.headers['kind']) ?? 'information';
    await ports.notifier.send({
      to,
      kind,
      title: fillIn(job.headers['title'] ?? '{caseTitle}', job.variables),
      text: job.headers['text']
        ? fillIn(job.headers['text'], job.variables)
        : text(job.variables['notifyText']),
      caseKey: job.processInstanceKey,
      elementInstanceKey: job.elementInstanceKey,
      onceKey: job.key,
    });
    return { complete: {} };
  },
};
