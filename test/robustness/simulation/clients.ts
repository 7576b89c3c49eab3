import { callOf } from '../../differential/requests.ts';
import { World } from '../../differential/world.ts';
import type { ExportedRecord } from '../../zeebe/record-sink.ts';
import { Duration } from 'luxon';
import type { ProcessPlan } from '../../differential/random/block.ts';
import { rulesOf, scenarioOf } from '../../differential/random/case.ts';
import {
  creation,
  drawSteps,
  helpOn,
  type RandomStep,
  type StepRules,
} from '../../differential/random/draw-step.ts';
import { Random } from '../../differential/random/random.ts';
import { Situation } from '../../differential/random/situation.ts';
import type { Scenario } from '../../differential/scenario.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { userTaskWish, wishOf, type Wish } from './wish.ts';

/** What clients want next: a command, that time goes by, or that the engine is restarted. */
export type Move =
  { readonly wish: Wish } | { readonly passMs: number } | { readonly restart: true };

/** One who uses a process. */
interface Client {
  readonly random: Random;
  readonly rules: StepRules;
  readonly scenario: Scenario;
}

/**
 * The clients of a simulation. They know of the engine what its reader has stored, so they are
 * always a little behind, as people at their desks are.
 */
export class Clients {
  private readonly clients: readonly Client[];
  private readonly seen = new Situation();
  private readonly world: World;
  private readonly records: readonly AnyRecord[];
  private taken = 0;

  constructor(seed: number, plans: readonly ProcessPlan[], records: readonly AnyRecord[]) {
    this.records = records;
    this.world = new World(() => records as unknown as readonly ExportedRecord[]);
    this.clients = plans.flatMap((plan) =>
      ['one', 'two'].map((name) => ({
        random: new Random(seed, `client ${name} of ${plan.id}`),
        rules: rulesOf(plan, true),
        scenario: scenarioOf({ plan, steps: [] }),
      })),
    );
  }

  /** Instances that run, as far as the clients know. */
  get liveInstances(): number[] {
    this.look();
    return this.seen.instances.map(({ key }) => key).filter((key) => this.seen.live.has(key));
  }

  /** The first deployment of each process. */
  deployments(): Wish[] {
    const first = this.clients.filter((_client, index) => index % 2 === 0);
    return first.flatMap(({ scenario }) => {
      const deploy = [...scenario.resources.keys()].filter((name) => name !== 'two.bpmn');
      return this.wishes({ deploy }, scenario);
    });
  }

  /** What one of the clients, chosen by `random`, does next. */
  draw(random: Random): Move[] {
    this.look();
    const client = random.pick(this.clients);
    return this.stepsOf(client).flatMap((step) => this.moves(step, client));
  }

  /** What brings the instances towards their ends. */
  help(random: Random): Move[] {
    this.look();
    const client = random.pick(this.clients);
    const steps = helpOn(client.random, this.seen, client.rules);
    return steps.flatMap((step) => this.moves(step, client));
  }

  private stepsOf({ random, rules }: Client): readonly RandomStep[] {
    const own = this.seen.instances.filter(({ process }) => process === rules.processId);
    if (own.length === 0) return [creation(random, rules)];
    if (random.chance(4)) return [{ deploy: [random.pick(['one.bpmn', 'two.bpmn'])] }];
    return drawSteps(random, this.seen, rules).map((step) => withId(step, random));
  }

  private moves(step: RandomStep, { scenario }: Client): Move[] {
    if (step.restart === true) return [{ restart: true }];
    if (step.clock !== undefined) return [{ passMs: Duration.fromISO(step.clock).toMillis() }];
    return this.wishes(step, scenario).map((wish) => ({ wish }));
  }

  /** Nothing when the step means something that is not there. */
  private wishes(step: RandomStep, scenario: Scenario): Wish[] {
    try {
      if (typeof step.rest === 'object') {
        const [, element = '', nth] = /\{([\w-]+)#(\d+)\}/.exec(step.rest.call) ?? [];
        return [userTaskWish(this.world.userTask(element, Number(nth)), step.rest)];
      }
      const wish = wishOf(callOf(step, this.world, scenario));
      return wish === undefined ? [] : [wish];
    } catch {
      return [];
    }
  }

  private look(): void {
    this.seen.take(this.records.slice(this.taken));
    this.taken = this.records.length;
  }
}

/** Some messages bear an id, so that a client may send them again. */
function withId(step: RandomStep, random: Random): RandomStep {
  if (step.publish === undefined || !random.chance(50)) return step;
  return { ...step, publish: { ...step.publish, id: `id-${random.int(1, 1_000_000)}` } };
}
