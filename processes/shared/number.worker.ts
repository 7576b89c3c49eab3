import { text, type Worker } from '../worker/index.ts';

/**
 * Gives the case or a paper its number: per series, unit and year, without gaps or duplicates.
 * A number already in the result variable is kept, so a step repeated after 退回 does not use up
 * another one.
 */
export const numberWorker: Worker = {
  type: 'tongqu:number',
  purpose: '编号：同一系列、单位、年度内不断号、不重号',
  fetchVariables: [],
  headers: {
    series: { required: true, meaning: '编号系列，如 supervision' },
    pattern: { required: true, meaning: '格式，如 督办〔{year}〕{seq}号' },
    result: { required: true, meaning: '写入的变量名' },
    unit: { required: false, meaning: '分单位编号时，单位代码所在的变量名' },
  },
  async work(job, ports) {
    const { series, pattern, result, unit } = job.headers;
    if (!series || !pattern || !result) {
      return { incident: { message: '编号缺少 series、pattern 或 result' } };
    }
    const given = text(job.variables[result]);
    if (given) return { complete: { [result]: given } };
    const year = new Date(ports.clock.now() + 8 * 3_600_000).getUTCFullYear();
    const whole = unit ? `${series}:${text(job.variables[unit], '-')}` : series;
    const number = await ports.numbering.next({ series: whole, pattern, year, onceKey: job.key });
    return { complete: { [result]: number } };
  },
};
