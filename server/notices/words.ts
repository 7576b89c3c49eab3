import type { ActRecord } from '../cases/case.model.ts';

/** What a notice is, in a word or two: what its heading says before the colon. */
export function presentReminderKind({ type, kind, title }: ActRecord): string {
  if (type === 'remind') return '催办';
  const heading = /^([^：]{2,12})：/.exec(title ?? '')?.[1];
  if (heading !== undefined) return heading;
  return { reminder: '催办', overdue: '超期催办', warning: '预警', information: '通知' }[
    kind ?? 'information'
  ];
}
