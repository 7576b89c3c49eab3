import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlledClock } from '../../../engine/clock.ts';
import { openEngineCore, type EngineCore } from '../../../engine/engine-core.ts';
import { ENGINE_FILE } from '../../../engine/state/copy-file.ts';
import type { Store } from '../../../engine/state/store.ts';
import { AHEAD_FILE } from '../../../engine/state/write-ahead-file.ts';
import { Random } from '../../differential/random/random.ts';
import { Crashed, type Boundary, type CrashPoints } from './crash-points.ts';
import { LifeClock } from './life-clock.ts';
import { META_PAGES, tear } from './torn-file.ts';
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

const FILES = [ENGINE_FILE, `${ENGINE_FILE}-lock`, AHEAD_FILE];

/**
 * One run of the engine, from its start to a crash or a stop in good order. A crash copies the
 * directory at that very moment, as a killed process leaves it, and from then on nothing that this
 * run does reaches anybody: no answer, no export, no commit.
 */
export class Life {
  readonly core: EngineCore;
  isDead = false;
  private isClosed = false;
  private isWatched = true;
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

  /** Looks at what the engine has; what this writes is no place for a crash. */
  quietly<T>(look: (store: Store, core: EngineCore) => T): T {
    this.isWatched = false;
    try {
      return look(this.core.store, this.core);
    } finally {
      this.isWatched = true;
    }
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
    if (!this.isWatched) return;
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
    for (const file of FILES) {
      if (existsSync(join(dataDir, file))) copyFileSync(join(dataDir, file), join(nextDir, file));
    }
  }

  private watchCommits(): void {
    const { store } = this.core;
    const append = store.append.bind(store);
    store.append = (first, last, payload) => {
      this.pass('before the commit');
      this.write('while the disk writes', AHEAD_FILE, 0, () => append(first, last, payload));
      this.pass('durable, nobody told');
    };
    const commit = store.commit.bind(store);
    store.commit = (more) => {
      this.pass('before the checkpoint');
      this.write('while the disk writes the checkpoint', ENGINE_FILE, META_PAGES, () => {
        commit(() => {
          more();
          this.pass('in the checkpoint');
        });
      });
      this.pass('checkpoint written');
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
  private write(boundary: Boundary, file: string, whole: number, commit: () => void): void {
    if (!this.isWatched) return commit();
    const isTorn = this.options.points.pass(boundary);
    if (isTorn) this.keepFiles();
    commit();
    if (!isTorn) return;
    const { dataDir, nextDir, points } = this.options;
    const random = new Random(points.passed, 'torn');
    tear(join(nextDir, file), join(dataDir, file), random, whole);
    this.die();
  }
}
