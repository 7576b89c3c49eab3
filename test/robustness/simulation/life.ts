import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlledClock } from '../../../engine/clock.ts';
import { openEngineCore, type EngineCore } from '../../../engine/engine-core.ts';
import { Random } from '../../differential/random/random.ts';
import { Crashed, type Boundary, type CrashPoints } from './crash-points.ts';
import { LifeClock } from './life-clock.ts';
import { tear } from './torn-file.ts';
import type { ReaderDisk } from './virtual-exporter.ts';

/** Who is told of crashes. */
export interface CrashWitness {
  /** The moment has come; `dataDir` is open. */
  before?(dataDir: string): void;
  /** `dataDir` is as the crash left it. */
  after?(dataDir: string): void;
}

/** What a run of the engine is opened with. */
export interface LifeOptions {
  readonly dataDir: string;
  /** Where the directory is to lie as a crash leaves it. */
  readonly nextDir: string;
  readonly time: ControlledClock;
  readonly readers: readonly ReaderDisk[];
  readonly points: CrashPoints;
  readonly onError: (text: string) => void;
  readonly witness?: CrashWitness | undefined;
}

const FILES = ['engine.mdb', 'engine.mdb-lock'];

/**
 * One run of the engine, from its start to a crash or a stop in good order. A crash copies the
 * directory at that very moment, as a killed process leaves it, and from then on nothing that this
 * run does reaches anybody: no answer, no export, no commit.
 */
export class Life {
  readonly core: EngineCore;
  isDead = false;
  private isClosed = false;
  private readonly options: LifeOptions;
  private readonly clock: LifeClock;

  private constructor(core: EngineCore, options: LifeOptions, clock: LifeClock) {
    this.core = core;
    this.options = options;
    this.clock = clock;
  }

  /** Opens the engine on `dataDir`. */
  static async open(options: LifeOptions): Promise<Life> {
    const clock = new LifeClock(options.time);
    const opened: { life?: Life } = {};
    const pass = (boundary: Boundary): void => opened.life?.pass(boundary);
    const core = await openEngineCore({
      dataDir: options.dataDir,
      clock,
      exporters: options.readers.map((reader) => reader.connect(pass)),
      onError: ({ valueType, intent }, error) => {
        // Of a run that is over nobody hears, and its file is closed.
        if (error instanceof Crashed || opened.life?.isDead === true) return;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        options.onError(`${valueType} ${intent}: ${text}`);
      },
    });
    const life = new Life(core, options, clock);
    opened.life = life;
    life.watchCommits();
    return life;
  }

  /** Stops in good order; the directory stays, unless the run crashes on the way. */
  async stop(): Promise<void> {
    const { store } = this.core;
    const close = store.close.bind(store);
    store.close = async () => {
      this.pass('before close');
      await close();
      this.isClosed = true;
      this.pass('closed');
    };
    try {
      await this.core.close();
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
    store.close = close;
  }

  /** Lets go of the file of a run that crashed. */
  async bury(): Promise<void> {
    if (!this.isClosed) await this.core.store.close();
    rmSync(this.options.dataDir, { recursive: true, force: true });
  }

  /** Passes a boundary. Throws `Crashed` when the run ends here, or ended before. */
  private pass(boundary: Boundary): void {
    if (this.isDead) throw new Crashed();
    if (!this.options.points.pass(boundary)) return;
    this.keepFiles();
    this.die();
  }

  private die(): never {
    this.options.witness?.after?.(this.options.nextDir);
    this.isDead = true;
    this.clock.die();
    throw new Crashed();
  }

  private keepFiles(): void {
    const { dataDir, nextDir, witness } = this.options;
    witness?.before?.(dataDir);
    mkdirSync(nextDir, { recursive: true });
    for (const file of FILES) copyFileSync(join(dataDir, file), join(nextDir, file));
  }

  private watchCommits(): void {
    const { store } = this.core;
    const commit = store.commit.bind(store);
    store.commit = (more) => {
      this.pass('before the commit');
      this.write(() => {
        commit(() => {
          more();
          this.pass('in the transaction');
        });
      });
      this.pass('durable, nobody told');
    };
    const commitOutside = store.commitOutside.bind(store);
    store.commitOutside = (write) => {
      this.pass('before saving acknowledgments');
      commitOutside(() => {
        write();
        this.pass('while saving acknowledgments');
      });
      this.pass('acknowledgments saved');
    };
  }

  /** Writes; when the power is to be cut meanwhile, leaves what the disk may have of it. */
  private write(commit: () => void): void {
    const isTorn = this.options.points.pass('while the disk writes');
    if (isTorn) this.keepFiles();
    commit();
    if (!isTorn) return;
    const { dataDir, nextDir, points } = this.options;
    tear(join(nextDir, FILES[0]!), join(dataDir, FILES[0]!), new Random(points.passed, 'torn'));
    this.die();
  }
}
