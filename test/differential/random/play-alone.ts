import type { ExportedRecord } from '../../zeebe/record-sink.ts';
import { tablesOf, replayedFrom, type Tables } from '../../engine/replay.ts';
import { callOf, type Call } from '../requests.ts';
import type { Scenario } from '../scenario.ts';
import { World } from '../world.ts';
import { Duration } from 'luxon';
import { faultsAtEnd, faultsAtRest, TABLES_AT_REST } from './at-rest.ts';
import { rulesOf, scenarioOf, type RandomCase } from './case.ts';
import { Course } from './course.ts';
import { DirectEngine } from './direct-engine.ts';
import { exportFaults } from './export-faults.ts';
import type { ProcessPlan } from './block.ts';
import { creation, drawSteps, helpOn, type RandomStep } from './draw-step.ts';
import { Random } from './random.ts';
import { Situation } from './situation.ts';

/** What was found wrong, and the steps that led there. */
export interface AloneResult {
  readonly faults: readonly string[];
  readonly steps: readonly RandomStep[];
  readonly records: number;
  /** Jobs that were made. */
  readonly jobs: number;
  readonly elapsedMs: number;
  /** The diagram was refused: nothing was played. */
  readonly refused: boolean;
}

/** Plays a case on an engine of its own and looks at everything after each step. */
export async function playAlone({ plan, steps }: RandomCase): Promise<AloneResult> {
  return withPlayer(plan, async (player) => {
    for (const step of steps) await player.take(step);
  });
}

/**
 * Draws the steps of a seed while playing them, and at the end helps on what still waits.
 * `alone` is false for steps that a real broker is to take, too.
 */
export async function playDrawn(
  plan: ProcessPlan,
  seed: number,
  alone = true,
): Promise<AloneResult> {
  const random = new Random(seed, 'steps');
  const rules = rulesOf(plan, alone);
  const count = random.int(6, alone ? 30 : 16);
  const mostHelp = alone ? MOST_HELP : 10;
  return withPlayer(plan, async (player) => {
    const { seen } = player;
    await player.take(creation(random, rules));
    for (let drawn = 0; drawn < count && player.goesOn; drawn += 1) {
      for (const step of drawSteps(random, seen, rules)) await player.take(step);
    }
    for (let help = 0; help < mostHelp && seen.live.size > 0 && player.goesOn; help += 1) {
      for (const step of helpOn(random, seen, rules)) await player.take(step);
    }
  });
}

/** Steps that help on at the end; what is left then is canceled. */
const MOST_HELP = 30;

/** Longer than any time to live, deadline or back-off that is drawn. */
const LONG_AFTER_MS = 100 * 86_400_000;

/** A drawn process that keeps making records is not followed further. */
const MOST_RECORDS = 20_000;

async function withPlayer(
  plan: ProcessPlan,
  play: (player: AlonePlayer) => Promise<void>,
): Promise<AloneResult> {
  const engine = await DirectEngine.open();
  try {
    const player = new AlonePlayer(engine, scenarioOf({ plan, steps: [] }));
    const start = performance.now();
    if (await player.deploy()) {
      await play(player);
      await player.end();
    }
    return player.result(performance.now() - start);
  } finally {
    await engine.close();
  }
}

/** One engine, what is seen of it, and the checks. */
class AlonePlayer {
  readonly seen = new Situation();
  private readonly engine: DirectEngine;
  private readonly scenario: Scenario;
  private readonly world: World;
  private readonly course = new Course();
  private readonly steps: RandomStep[] = [];
  private readonly faults: string[] = [];
  private background: Promise<void>[] = [];
  private before: Tables = {};
  private taken = 0;
  private refused = false;

  constructor(engine: DirectEngine, scenario: Scenario) {
    this.engine = engine;
    this.scenario = scenario;
    this.world = new World(() => engine.records as unknown as readonly ExportedRecord[]);
  }

  /** Whether there is reason to play on. */
  get goesOn(): boolean {
    return this.faults.length === 0 && this.engine.records.length < MOST_RECORDS;
  }

  /** Deploys everything; false when it is refused. */
  async deploy(): Promise<boolean> {
    const deploy = [...this.scenario.resources.keys()].filter((name) => name !== 'two.bpmn');
    await this.engine.call(callOf({ deploy }, this.world, this.scenario));
    await this.engine.idle();
    this.refused = this.engine.records.some((one) => one.recordType === 'COMMAND_REJECTION');
    this.look();
    this.before = tablesOf(this.engine.core.store);
    return !this.refused;
  }

  /** Takes a step; one that means something that is not there is passed over. */
  async take(step: RandomStep): Promise<void> {
    if (!this.goesOn) return;
    const recorded = this.steps.push(step);
    if (step.restart === true) await this.engine.restart();
    else if (step.clock !== undefined) {
      this.engine.clock.advance(Duration.fromISO(step.clock).toMillis());
    } else {
      const called = this.call(step);
      if (called === undefined) {
        this.steps.length = recorded - 1;
        return;
      }
      if (step.background === true) {
        this.background.push(called);
        return;
      }
      await Promise.all([called, ...this.background.splice(0)]);
    }
    await this.engine.idle();
    this.look();
  }

  /** Ends what still runs; then nothing of it may be left, and the log alone tells the same. */
  async end(): Promise<void> {
    await Promise.all(this.background.splice(0));
    await this.engine.idle();
    this.look();
    for (const [index, { key }] of this.seen.instances.entries()) {
      if (!this.goesOn) return;
      if (!this.seen.live.has(key)) continue;
      this.steps.push({ cancel: index + 1 });
      const request = { processInstanceKey: key };
      await this.engine.call({ rpc: 'CancelProcessInstance', request });
      await this.engine.idle();
      this.look();
    }
    if (this.goesOn) await this.compareReplay();
    this.faults.push(...exportFaults(this.engine.records));
    if (!this.goesOn || this.hasStartTimers()) return;
    this.engine.clock.advance(LONG_AFTER_MS);
    await this.engine.idle();
    this.look();
    this.faults.push(...this.leftRunning());
    this.faults.push(...faultsAtEnd(this.before, tablesOf(this.engine.core.store), this.course));
  }

  result(elapsedMs: number): AloneResult {
    const { faults, steps, refused } = this;
    const jobs = this.seen.jobs.length;
    return { jobs, faults, steps, refused, records: this.engine.records.length, elapsedMs };
  }

  /** Does what the step says; undefined when it means something that is not there. */
  private call(step: RandomStep): Promise<void> | undefined {
    let call: Call;
    try {
      if (typeof step.rest === 'object') {
        const [, element = '', nth] = /\{([\w-]+)#(\d+)\}/.exec(step.rest.call) ?? [];
        return this.engine.userTask(this.world.userTask(element, Number(nth)), step.rest);
      }
      call = callOf(step, this.world, this.scenario);
    } catch {
      return undefined;
    }
    return this.engine.call(call);
  }

  private look(): void {
    const { records, errors } = this.engine;
    const fresh = records.slice(this.taken);
    this.taken = records.length;
    this.seen.take(fresh);
    this.course.take(fresh);
    this.faults.push(...errors.splice(0), ...this.course.faults.splice(0));
    const { store } = this.engine.core;
    const used = store.tables.filter(({ name }) => TABLES_AT_REST.has(name));
    const checkpoint = (): void => store.checkpoint();
    this.faults.push(...faultsAtRest(tablesOf({ tables: used, checkpoint }), this.course));
  }

  private async compareReplay(): Promise<void> {
    const processed = tablesOf(this.engine.core.store);
    const replayed = await replayedFrom(this.engine.core.log.all());
    for (const [name, rows] of Object.entries(processed)) {
      const [one, other] = [JSON.stringify(rows), JSON.stringify(replayed[name])];
      if (one !== other) this.faults.push(`replay differs in ${name}: ${one} / ${other}`);
    }
  }

  private leftRunning(): string[] {
    const left = this.course.running().filter((key) => !this.course.isAbandoned(key));
    return left.map((key) => `K${key} still runs at the end`);
  }

  /** A timer that starts instances goes on for ever, so that the tables never come to rest. */
  private hasStartTimers(): boolean {
    return (this.before['timers']?.length ?? 0) > 0;
  }
}
