import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What one call of zbctl printed. */
interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What zbctl is called with. */
export interface ZbctlOptions {
  /** The program. */
  readonly program: string;
  /** `host:port` of the gateway. */
  readonly address: string;
  /** Where relative paths begin. */
  readonly folder: string;
}

/** A worker of zbctl that runs. */
export interface ZbctlWorker {
  /** Waits until it has said `text`. */
  said(text: string): Promise<void>;
  /** Ends it and notes what it said. */
  stop(): Promise<void>;
}

/**
 * Calls zbctl and notes each call with what it printed, so that two gateways can be compared.
 * Keys, ports, times and the order of what runs at once are made alike.
 */
export class Transcript {
  readonly lines: string[] = [];
  private readonly options: ZbctlOptions;
  private readonly running = new Set<ChildProcess>();

  constructor(options: ZbctlOptions) {
    this.options = options;
  }

  /** Calls zbctl and answers what it printed. */
  async run(...words: readonly (string | undefined)[]): Promise<string> {
    const given = words.map((word) => word ?? 'missing');
    const output = await this.call(given);
    this.lines.push(`$ zbctl ${given.join(' ')}`);
    if (output.code !== 0) this.lines.push(`exit code ${output.code}`);
    this.lines.push(...textLines(output.stdout), ...textLines(output.stderr));
    return output.stdout;
  }

  /** Calls zbctl, which must answer JSON. */
  async json(...words: readonly (string | undefined)[]): Promise<unknown> {
    return JSON.parse(await this.run(...words)) as unknown;
  }

  /** Starts a worker, which polls or, with `--streamEnabled`, is pushed jobs. */
  worker(...words: readonly string[]): ZbctlWorker {
    const child = this.start(['create', 'worker', ...words]);
    let said = '';
    const watchers = new Set<() => void>();
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      for (const watcher of watchers) watcher();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    return {
      said: (text) =>
        new Promise((resolve) => {
          const look = (): void => {
            if (!said.includes(text)) return;
            watchers.delete(look);
            resolve();
          };
          watchers.add(look);
          look();
        }),
      stop: async () => {
        child.kill('SIGTERM');
        await once(child, 'close');
        this.lines.push(`$ zbctl create worker ${words.join(' ')}`, ...textLines(said).sort());
      },
    };
  }

  /** The transcript with everything made alike that differs from run to run. */
  text(): string {
    return `${this.lines.map(alike).join('\n')}\n`;
  }

  /** Ends what still runs. */
  close(): void {
    for (const child of this.running) child.kill('SIGKILL');
  }

  private async call(words: readonly string[]): Promise<Output> {
    const child = this.start(words);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  private start(words: readonly string[]): ChildProcess {
    const { program, address, folder } = this.options;
    const child = spawn(program, ['--insecure', '--address', address, ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    child.once('close', () => this.running.delete(child));
    return child;
  }
}

/** The lines that say something; the help that follows a wrong argument says nothing new. */
function textLines(text: string): string[] {
  const said = text.split(/^Usage:$/m)[0] ?? '';
  return said.split('\n').filter((line) => line.trim() !== '');
}

function alike(line: string): string {
  return line
    .replace(/\b2251799813\d{6}\b/g, 'KEY')
    .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'TIME')
    .replace(/\b\d{13}\b/g, 'MILLISECONDS')
    .replace(/(host|Host)(": "|: )[\w.-]+/g, '$1$2HOST')
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replace(/timed out in PT0\.\d+S/, 'timed out in SECONDS')
    .replace(/"port": \d+/g, '"port": PORT');
}
