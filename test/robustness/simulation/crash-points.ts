import { Random } from '../../differential/random/random.ts';

/** The moments at which a run may be cut off, in the order in which a commit passes them. */
export type Boundary =
  | 'before the commit'
  | 'while the disk writes'
  | 'durable, nobody told'
  | 'before the checkpoint'
  | 'in the checkpoint'
  | 'while the disk writes the checkpoint'
  | 'checkpoint written'
  | 'before saving acknowledgments'
  | 'while saving acknowledgments'
  | 'acknowledgments saved'
  | 'before export'
  | 'exported, not acknowledged'
  | 'before close'
  | 'closed';

/** What stops a run: thrown where a killed process would simply be gone. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** Where a simulation is to crash: at these boundaries, counted from 1 over the whole of it. */
export interface CrashPlan {
  readonly at?: readonly number[];
  /** Or at random: this many boundaries apart on average. */
  readonly apart?: number;
  /** Crashes at most. */
  readonly most?: number;
}

/** Counts the boundaries of a simulation and says where it crashes. */
export class CrashPoints {
  /** Boundaries passed. */
  passed = 0;
  /** Where it crashed, so that the very same can be tried again. */
  readonly crashes: { readonly at: number; readonly boundary: Boundary }[] = [];
  private readonly random: Random;
  private readonly plan: CrashPlan;
  private next: number;

  constructor(seed: number, plan: CrashPlan) {
    this.random = new Random(seed, 'crashes');
    this.plan = plan;
    this.next = this.draw();
  }

  /** Passes a boundary; true when it is the one to crash at. */
  pass(boundary: Boundary): boolean {
    this.passed += 1;
    const isDue =
      this.plan.at === undefined ? this.passed >= this.next : this.plan.at.includes(this.passed);
    if (!isDue || this.crashes.length >= (this.plan.most ?? Infinity)) return false;
    this.crashes.push({ at: this.passed, boundary });
    this.next = this.draw();
    return true;
  }

  /** No more crashes at random. */
  disarm(): void {
    this.next = Infinity;
  }

  private draw(): number {
    const { apart } = this.plan;
    if (apart === undefined) return Infinity;
    return this.passed + this.random.int(1, 2 * apart - 1);
  }
}
