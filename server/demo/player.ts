import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import type { CompletionInput, TaskRow } from '../tasks/schema.ts';
import type { Viewer } from '../sessions/schema.ts';

/** How often a fact is looked for, and for how long. Unit: ms. */
const LOOK_MS = 25;
const PATIENCE_MS = 30_000;

/** What the player needs of the server. */
export type PlayerContext = Pick<Context, 'services' | 'identity'>;

/** Plays people of the demo through the same services as pages do. */
export class Player {
  private readonly context: PlayerContext;

  constructor(context: PlayerContext) {
    this.context = context;
  }

  /** Starts a case as a person; answers its key once somebody has it on the desk. */
  async start(
    account: string,
    business: string,
    variables: Record<string, unknown>,
    documentIds: string[] = [],
  ): Promise<string> {
    const viewer = await this.viewer(account);
    const { services } = this.context;
    // the read models hear of a deployment some moments after the broker answered it
    const { key } = await this.until(`${business} is deployed`, () =>
      services.cases.start(viewer, { business, variables, documentIds }).catch(notYet),
    );
    await this.until(`case ${key} waits for somebody`, async () => {
      const found = await services.cases.get(viewer, key).catch(() => null);
      return found !== null && found.waitingFor.length > 0 ? found : null;
    });
    return key;
  }

  /** The codes of the units in a group; none when there is no such group. */
  async unitsOf(account: string, group: string): Promise<string[]> {
    const groups = await this.context.services.units.groups(await this.viewer(account));
    return groups.find(({ id }) => id === group)?.unitCodes ?? [];
  }

  /** Completes the person's open task at a step of a case, once it is there. */
  async complete(
    account: string,
    caseKey: string,
    step: string,
    input: Partial<CompletionInput> = {},
  ): Promise<void> {
    const viewer = await this.viewer(account);
    const { services } = this.context;
    const task = await this.until(`${account} has ${step} of case ${caseKey}`, () =>
      this.openTask(viewer, caseKey, step),
    );
    await services.tasks.complete(viewer, task.key, { variables: {}, opinion: '', ...input });
    await this.until(`${step} of case ${caseKey} is done`, async () => {
      const { state } = await services.tasks.get(viewer, task.key);
      return state === 'completed' ? state : null;
    });
  }

  private async openTask(viewer: Viewer, caseKey: string, step: string): Promise<TaskRow | null> {
    for (const box of ['todo', 'sign', 'read'] as const) {
      const query = { box, sort: 'newest', limit: 200 } as const;
      const { rows } = await this.context.services.tasks.list(viewer, query);
      const row = rows.find((task) => task.caseKey === caseKey && task.step === step);
      if (row?.state === 'open') return row;
    }
    return null;
  }

  private async viewer(account: string): Promise<Viewer> {
    const viewer = await this.context.identity.viewer(`p-${account}`);
    if (viewer === null) throw new Error(`demo person ${account} is unknown`);
    return viewer;
  }

  /** Read models follow the broker: looks again until the fact is there. */
  private async until<T>(fact: string, look: () => Promise<T | null>): Promise<T> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${fact}`);
      await wait(LOOK_MS);
    }
  }
}

function notYet(error: unknown): null {
  if (error instanceof Problem && error.code === 'business_not_deployed') return null;
  throw error;
}
