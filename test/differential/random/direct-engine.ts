import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlledClock } from '../../../engine/clock.ts';
import { openEngineCore, type EngineCore } from '../../../engine/engine-core.ts';
import { Refusal } from '../../../engine/gateway/refusal.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import type { Call } from '../requests.ts';
import type { RestNotation } from '../step.ts';
import { commandOf, userTaskCommand } from './direct-command.ts';

/** Memory where the machine has a folder of it, because a disk that is waited for is slow. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An engine without network in a temporary folder, in virtual time, with all it recorded. */
export class DirectEngine {
  readonly clock = new ControlledClock();
  readonly records: AnyRecord[] = [];
  /** What failed in a way that no command should. */
  readonly errors: string[] = [];
  private readonly dataDir = mkdtempSync(join(FOLDER, 'tongqu-random-'));
  private current: EngineCore | null = null;

  static async open(): Promise<DirectEngine> {
    const engine = new DirectEngine();
    await engine.start();
    return engine;
  }

  get core(): EngineCore {
    if (this.current === null) throw new Error('the engine is closed');
    return this.current;
  }

  /** Closes the engine and opens it again on what is on disk. */
  async restart(): Promise<void> {
    await this.current?.close();
    await this.start();
    await this.idle();
  }

  /** Does what a call of a gateway would do; resolves when the answer is there. */
  async call(call: Call): Promise<void> {
    const command = commandOf(call);
    if (command instanceof Refusal) return;
    const answered = this.core.port.write(command);
    // With result, the answer comes when the instance ends, if ever: nobody waits for it here.
    if (call.rpc !== 'CreateProcessInstanceWithResult') await answered;
  }

  /** Does what a call of the REST API would do with a user task. */
  async userTask(key: number, call: RestNotation): Promise<void> {
    await this.core.port.write(userTaskCommand(key, call));
  }

  /** Waits until nothing is queued. */
  async idle(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.core.processor.queueLength > 0);
    await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    await this.current?.close();
    this.current = null;
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async start(): Promise<void> {
    this.current = await openEngineCore({
      dataDir: this.dataDir,
      clock: this.clock,
      keepsLog: true,
      onError: ({ valueType, intent }, error) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.errors.push(`${valueType} ${intent}: ${text}`);
      },
    });
    this.current.processor.onCommit((records) => this.records.push(...records));
  }
}
