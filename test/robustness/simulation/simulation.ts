import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ControlledClock } from '../../../engine/clock.ts';
import { drawPlan } from '../../differential/random/draw-plan.ts';
import { faultsAtEnd, faultsAtRest } from '../../differential/random/at-rest.ts';
import { Random } from '../../differential/random/random.ts';
import { tablesOf, type Tables } from '../../engine/replay.ts';
import { Clients, type Move } from './clients.ts';
import { CrashPoints, type CrashPlan } from './crash-points.ts';
import { FOLDER } from './folder.ts';
import { History } from './history.ts';
import { Journal } from './journal.ts';
import { journalFaults } from './journal-faults.ts';
import { Life, type CrashWitness } from './life.ts';
import { ReaderDisk } from './virtual-exporter.ts';
import { wishOf, type Wish } from './wish.ts';

/** What a simulation is made of; the same always gives the same. */
export interface SimulationPlan {
  readonly seed: number;
  /** How often clients act. */
  readonly ticks: number;
  readonly crashes: CrashPlan;
  readonly witness?: CrashWitness;
}

/** What came of a simulation. */
export interface SimulationResult {
  /** Acknowledged, and gone. */
  readonly lost: readonly string[];
  /** Happened twice. */
  readonly doubled: readonly string[];
  /** What else is wrong. */
  readonly faults: readonly string[];
  readonly points: CrashPoints;
  readonly acknowledged: number;
  readonly reader: ReaderDisk;
}

/** Longest time an engine may lie still after a crash, in the order of the draw. */
const DOWNTIMES_MS = [0, 0, 1_000, 60_000, 7_200_000, 86_400_000];
/** Turns of the event loop within which anything must come to rest. */
const MOST_TURNS = 10_000;
/** Steps of clients that bring the instances to their ends. */
const MOST_HELP = 10;
/** Longer than any time to live, deadline or back-off that is drawn. */
const LONG_AFTER_MS = 100 * 86_400_000;

/** Plays a simulation from beginning to end. */
export async function simulate(plan: SimulationPlan): Promise<SimulationResult> {
  const simulation = await Simulation.open(plan);
  try {
    return await simulation.run();
  } finally {
    await simulation.close();
  }
}

class Simulation {
  private readonly time = new ControlledClock();
  private readonly journal = new Journal();
  private readonly points: CrashPoints;
  private readonly random: Random;
  private readonly readers: readonly [ReaderDisk, ReaderDisk];
  private readonly clients: Clients;
  private readonly folder = mkdtempSync(join(FOLDER, 'tongqu-simulation-'));
  private readonly faults: string[] = [];
  private readonly lost: string[] = [];
  private readonly doubled: string[] = [];
  private readonly history: History;
  private readonly plan: SimulationPlan;
  private before: Tables = {};
  private lives = 0;
  private life: Life | null = null;

  private constructor(plan: SimulationPlan, history: History) {
    const { seed } = plan;
    this.plan = plan;
    this.history = history;
    this.points = new CrashPoints(seed, plan.crashes);
    this.random = new Random(seed, 'schedule');
    this.readers = [
      new ReaderDisk({ id: 'steady', refuses: 3, halves: 5 }, seed),
      new ReaderDisk({ id: 'moody', refuses: 40, halves: 30 }, seed),
    ];
    const plans = [drawPlan(seed * 2), drawPlan(seed * 2 + 1)];
    this.clients = new Clients(seed, plans, this.readers[0].records);
  }

  static async open(plan: SimulationPlan): Promise<Simulation> {
    return new Simulation(plan, await History.open());
  }

  async run(): Promise<SimulationResult> {
    await this.start();
    for (const wish of this.clients.deployments()) await this.insist(wish);
    this.before = this.running.quietly(tablesOf);
    for (let tick = 0; tick < this.plan.ticks && this.isSound; tick += 1) await this.tick();
    if (this.isSound) await this.end();
    return {
      lost: this.lost,
      doubled: this.doubled,
      faults: this.faults,
      points: this.points,
      acknowledged: this.journal.acknowledged,
      reader: this.readers[0],
    };
  }

  async close(): Promise<void> {
    await this.life?.stop();
    await this.life?.bury();
    await this.history.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get isSound(): boolean {
    return this.faults.length + this.lost.length + this.doubled.length === 0;
  }

  private get running(): Life {
    if (this.life === null) throw new Error('nothing runs');
    return this.life;
  }

  private async start(): Promise<void> {
    const dataDir = join(this.folder, String(this.lives));
    this.lives += 1;
    this.life = await Life.open({
      dataDir,
      nextDir: join(this.folder, String(this.lives)),
      time: this.time,
      readers: this.readers,
      points: this.points,
      onError: (text) => this.faults.push(text),
      witness: this.plan.witness,
    });
    this.check();
  }

  /** Some clients act at the same time; then the engine gets on a little, or comes to rest. */
  private async tick(): Promise<void> {
    for (let count = this.random.int(1, 5); count > 0; count -= 1) {
      for (const move of this.clients.draw(this.random)) await this.make(move);
    }
    if (this.random.chance(50)) await this.settle();
    else await this.turns(this.random.int(0, 4));
    if (this.random.chance(20)) this.time.advance(this.random.pick([100, 1_100, 30_000]));
    await this.recover();
  }

  private async make(move: Move): Promise<void> {
    if ('wish' in move) this.send(move.wish);
    else if ('passMs' in move) this.time.advance(move.passMs);
    else {
      await this.running.stop();
      if (this.running.isDead) return this.recover();
      this.lives -= 1;
      this.journal.forget();
      await this.start();
    }
  }

  private send(wish: Wish): void {
    const { journal, running: life } = this;
    const sent = journal.send(wish);
    life.core.port.write(sent.command).then(
      (answer) => {
        if (!life.isDead) sent.answer = answer;
      },
      () => undefined,
    );
  }

  /** Sends until it is answered. */
  private async insist(wish: Wish): Promise<void> {
    for (;;) {
      const life = this.running;
      this.send(wish);
      const sent = this.journal.sent.at(-1);
      await this.calm();
      if (life === this.life && sent?.answer !== null) return;
    }
  }

  /** After a crash: time goes by, the engine starts on what is left, and clients try again. */
  private async recover(): Promise<void> {
    while (this.running.isDead) {
      await this.running.bury();
      const random = new Random(this.points.passed, 'downtime');
      this.time.advance(random.pick(DOWNTIMES_MS));
      const unknown = this.journal.unknown();
      this.journal.forget();
      await this.start();
      for (const { wish } of unknown) if (random.chance(60)) this.send(wish);
      if (random.chance(50)) await this.settle();
    }
  }

  private async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
  }

  /** Until nothing is queued and both readers have everything. */
  private async settle(): Promise<void> {
    const life = this.running;
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      await new Promise(setImmediate);
      if (life.isDead || this.isAtRest(life)) return;
      // A reader that refused is asked again when time goes by.
      if (turn % 20 === 19) this.time.advance(1_000);
    }
    this.faults.push(`no rest after ${MOST_TURNS} turns`);
  }

  private isAtRest({ core }: Life): boolean {
    if (core.processor.queueLength > 0) return false;
    const last = core.processor.lastPosition;
    return this.readers.every((reader) => reader.lastPosition >= last);
  }

  /** Everything that must hold whenever the engine has just started, or rests. */
  private check(): void {
    const [{ records }] = this.readers;
    this.running.quietly((_store, core) => this.faults.push(...this.history.take(records, core)));
    const { lost, doubled } = journalFaults(this.journal.sent, this.history.records);
    this.lost.push(...lost);
    this.doubled.push(...doubled);
    for (const reader of this.readers) this.faults.push(...reader.faults.splice(0));
  }

  /** Clients bring everything to an end; what is left then is canceled, and nothing stays. */
  private async end(): Promise<void> {
    for (const reader of this.readers) reader.isPatient = true;
    this.points.disarm();
    await this.calm();
    this.checkAtRest();
    for (let help = 0; help < MOST_HELP && this.clients.liveInstances.length > 0; help += 1) {
      for (const move of this.clients.help(this.random)) await this.make(move);
      await this.calm();
    }
    // Once more after a crash, when a client sent again what makes instances.
    for (let key = this.oneLiving(); key !== undefined && this.isSound; key = this.oneLiving()) {
      await this.insist(cancelWish(key));
      this.checkAtRest();
    }
    if (!this.isSound || (this.before['timers']?.length ?? 0) > 0) return;
    await this.passLongTime();
    this.checkAtRest();
    const left = this.running.quietly(tablesOf);
    this.faults.push(...faultsAtEnd(this.before, left, this.history.course));
  }

  private oneLiving(): number | undefined {
    return this.clients.liveInstances[0];
  }

  /** Until an engine has lived through it: one that starts anew looks for what is due later. */
  private async passLongTime(): Promise<void> {
    let lived: Life;
    do {
      lived = this.running;
      this.time.advance(LONG_AFTER_MS);
      await this.calm();
    } while (lived !== this.running && this.isSound);
  }

  private async calm(): Promise<void> {
    do {
      await this.settle();
      await this.recover();
    } while (!this.isAtRest(this.running) && this.isSound);
  }

  private checkAtRest(): void {
    this.check();
    const tables = this.running.quietly(tablesOf);
    this.faults.push(...faultsAtRest(tables, this.history.course));
  }
}

function cancelWish(processInstanceKey: number): Wish {
  const request = { processInstanceKey };
  const wish = wishOf({ rpc: 'CancelProcessInstance', request });
  if (wish === undefined) throw new Error('a cancellation is refused');
  return wish;
}
