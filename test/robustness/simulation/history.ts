import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import type { EngineCore } from '../../../engine/engine-core.ts';
import { Course } from '../../differential/random/course.ts';
import { Endings } from './endings.ts';
import { Shadow } from './shadow.ts';

/**
 * Everything that ever became durable, in order, taken from the log of each run before it could be
 * removed, with the checks that follow it record by record.
 */
export class History {
  readonly records: AnyRecord[] = [];
  readonly course = new Course();
  private readonly endings = new Endings();
  private readonly shadow: Shadow;

  private constructor(shadow: Shadow) {
    this.shadow = shadow;
  }

  static async open(): Promise<History> {
    return new History(await Shadow.open());
  }

  /**
   * Takes what is new: from what a reader has stored, then from the log. What is wrong with it, and
   * with the tables, which must hold what the records tell and nothing else.
   */
  take(stored: readonly AnyRecord[], core: EngineCore): string[] {
    this.add(stored.slice(this.records.length));
    const rest: AnyRecord[] = [];
    for (const record of core.log.all()) {
      const known = this.records[record.position - 1];
      if (known === undefined) rest.push(record);
      else if (recordToJson(known) !== recordToJson(record)) {
        this.course.faults.push(`#${record.position} changed in the log`);
      }
    }
    this.add(rest);
    return [
      ...this.course.faults.splice(0),
      ...this.endings.faults.splice(0),
      ...this.shadow.differences(core.store),
    ];
  }

  close(): Promise<void> {
    return this.shadow.close();
  }

  private add(records: readonly AnyRecord[]): void {
    this.records.push(...records);
    this.course.take(records);
    this.endings.take(records);
    this.shadow.apply(records);
  }
}
