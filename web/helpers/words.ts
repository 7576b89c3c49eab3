/**
 * The officials' words for what the read models say in codes. One table per notion.
 */

/** 平件 / 急件 / 特急. */
export const urgencyWords = { normal: '平件', urgent: '急件', extraUrgent: '特急' } as const;

/** The light in words, since color alone says nothing to who cannot see it. */
export const lightWords = {
  none: '无期限',
  green: '正常',
  blue: '临近',
  yellow: '预警',
  red: '超期',
} as const;

/** A shape per light, so that the four differ without color. */
export const lightShapes = { none: '–', green: '●', blue: '◆', yellow: '▲', red: '■' } as const;

/** State of a case. */
export const caseStateWords = {
  active: '办理中',
  completed: '已办结',
  terminated: '已终止',
  incident: '有故障',
} as const;

/** State of a step or a copy. */
export const stepStateWords = {
  active: '办理中',
  completed: '已完成',
  terminated: '已撤销',
} as const;

/** Kind of a clock. */
export const clockKindWords = {
  statutory: '法定',
  promised: '承诺',
  step: '环节',
  supervision: '督办',
  coHandler: '协办',
} as const;

/** State of a clock. */
export const clockStateWords = { running: '计时中', paused: '暂停中', stopped: '已停止' } as const;

/** What an entry of a clock's ledger did. */
export const clockEntryWords = {
  start: '起算',
  pause: '暂停',
  resume: '恢复',
  extend: '延长',
  restart: '重新起算',
  stop: '停止',
} as const;

/** What can be done with a task, by its kind. */
export const kindWords = { todo: '待办', sign: '待签收', read: '待阅' } as const;

/** Levels of units. */
export const levelWords = {
  city: '市级',
  county: '县级',
  township: '乡镇（街道）',
  village: '村（社区）',
} as const;

/**
 * 5wd → 5 个工作日, 60d → 60 日, 30m → 30 分钟, 2h → 2 小时. A FEEL expression (`=signLimit`) is a
 * limit that is chosen per case; anything else stays as it is.
 */
export function limitText(limit: string): string {
  if (limit.startsWith('=')) return '发起时选定';
  const parts = /^(\d+)(wd|mo|d|h|m)$/.exec(limit);
  if (!parts) return limit;
  const unit = { wd: ' 个工作日', d: ' 日', h: ' 小时', m: ' 分钟', mo: ' 个月' }[parts[2] ?? ''];
  return `${parts[1]}${unit ?? ''}`;
}

/** 1.2 KB, 3.4 MB. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** 市发改委 张三（处长）: a person as shown beside an act; the position when there is one. */
export function personText(
  person: { name: string; position?: string | null; unitName?: string | null } | null | undefined,
): string {
  if (!person) return '';
  const unit = person.unitName && !person.name.includes(person.unitName) ? person.unitName : '';
  const position =
    person.position && !person.name.includes(person.position) ? `（${person.position}）` : '';
  return `${unit}${unit ? ' ' : ''}${person.name}${position}`;
}
