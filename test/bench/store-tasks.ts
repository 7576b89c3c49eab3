import { FAR } from '../../server/cases/case.model.ts';
import type { Viewer } from '../../server/sessions/schema.ts';
import type { ProjectedTask } from '../../server/tasks/task.model.ts';

/** A city: so many units, with these roles in each. */
export const units = 1_000;
const roles = ['clerk', 'handler', 'head', 'leader', 'window'];
const businesses = Array.from({ length: 18 }, (_, i) => `business-${i}`);
const steps = [
  ['receive', '签收'],
  ['handle', '办理'],
  ['review', '审核'],
  ['read', '阅知'],
] as const;
const hourMs = 3_600_000;

/** The moment at which the tasks are looked at. */
export const now = 1_780_000_000_000;

/** A whole number below `n`, the same for the same `i` and `salt`; no pattern between salts. */
function pick(i: number, salt: number, n: number): number {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) % n;
}

/**
 * The i-th task of a city, as the projection writes it: of ten, one is open; most are for a role of
 * a unit, some for one person, some for two roles. Due times lie two weeks around {@link now}.
 */
export function cityTask(i: number): ProjectedTask {
  const unit = pick(i, 0, units);
  const [step, stepName] = steps[pick(i, 1, steps.length)] as (typeof steps)[number];
  const isOpen = pick(i, 2, 10) === 0;
  const createdAt = now - pick(i, 3, 2_000_003) * 1_000;
  const dueAt = pick(i, 4, 5) === 0 ? FAR : now + (pick(i, 5, 672) - 336) * hourMs;
  const before = (hours: number): number => (dueAt === FAR ? FAR : dueAt - hours * hourMs);
  const audience = audienceOf(i, unit);
  return {
    _id: String(2_251_799_813_685_249 + i * 37),
    partitionId: 1,
    position: 1_000 + i * 41,
    native: i % 2 === 0,
    caseKey: String(2_251_799_810_000_000 + Math.floor(i / 40)),
    processInstanceKey: String(2_251_799_811_000_000 + Math.floor(i / 8)),
    definitionKey: String(2_251_799_800_000_000 + (i % 18)),
    elementInstanceKey: String(2_251_799_813_685_248 + i * 37),
    scopes: [String(2_251_799_813_685_248 + i * 37), String(2_251_799_811_000_000 + (i >> 3))],
    business: businesses[pick(i, 6, businesses.length)] as string,
    step,
    stepName,
    kind: step === 'receive' ? 'sign' : step === 'read' ? 'read' : 'todo',
    audience,
    assignee: null,
    unitCode: `u${unit}`,
    copyKey: String(2_251_799_812_000_000 + i),
    formKey: `business-${i % 18}/${step}`,
    limit: '5wd',
    basis: '《机关公文处理办法》第十二条',
    actionLabel: null,
    createdAt,
    dueAt,
    blueAt: before(72),
    yellowAt: before(24),
    redAt: dueAt,
    provisional: false,
    state: isOpen ? 'open' : 'completed',
    endedAt: isOpen ? null : createdAt + 3_600_000,
    by: isOpen ? null : `p-u${unit}-handler${i % 3}`,
    byPosition: isOpen ? null : `u${unit}/handler`,
    outcome: isOpen ? null : 'agree',
    opinion: isOpen ? null : '同意，请按程序办理。',
    from: `p-u${(unit + 1) % units}-clerk0`,
    title: `关于开展第 ${i} 号事项办理工作的通知`,
    number: `通办〔2026〕${i} 号`,
    urgency: pick(i, 7, 50) === 0 ? 'urgent' : 'normal',
    urgencyRank: pick(i, 7, 50) === 0 ? 1 : 2,
    metaPosition: 1_000 + i * 41,
  };
}

function audienceOf(i: number, unit: number): string[] {
  const role = roles[pick(i, 8, roles.length)] as string;
  const own = `unit:u${unit}/role:${role}`;
  const kind = pick(i, 9, 20);
  if (kind < 12) return [own];
  if (kind < 16) return [`person:p-u${unit}-${role}0`];
  return [own, `unit:u${(unit + 13) % units}/role:head`];
}

/** Someone of a unit, as far as the inbox asks. */
export function cityViewer(i: number): Viewer {
  const unit = `u${pick(i, 10, units)}`;
  const role = roles[pick(i, 11, roles.length)] as string;
  const personId = `p-${unit}-${role}0`;
  return {
    personId,
    groups: [`person:${personId}`, `unit:${unit}`, `unit:${unit}/role:${role}`, `role:${role}`],
  } as unknown as Viewer;
}
