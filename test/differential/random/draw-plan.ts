import type { ElementNotation } from '../diagram-element.ts';
import { EMPTY, type Block, type Boundary, type EventSub, type ProcessPlan } from './block.ts';
import { ERROR_CODES, Names, signature, type WaitKind } from './draw-names.ts';
import { drawCondition, drawLoop, drawMappings, drawTask } from './draw-task.ts';
import { Random } from './random.ts';

/** Where a block is drawn. */
interface Place {
  readonly depth: number;
  /** Loops around it: each multiplies what happens inside. */
  readonly loops: number;
  /** Whether signals and escalations may be thrown: not by what they started, or it never ends. */
  readonly throws: boolean;
  /** Whether a branch may end here instead of going on. */
  readonly ends: boolean;
}

const TOP: Place = { depth: 0, loops: 0, throws: true, ends: false };

const DEEPEST = 4;

/** Draws the process of a seed. The same seed always gives the same process. */
export function drawPlan(seed: number): ProcessPlan {
  return new PlanDraw(seed).plan();
}

class PlanDraw {
  private readonly random: Random;
  private readonly names: Names;
  /** How many blocks may still be drawn. */
  private left: number;

  constructor(seed: number) {
    this.random = new Random(seed, 'plan');
    this.names = new Names(`random-${seed}`, this.random);
    this.left = this.random.weighted([
      [3, 3],
      [4, 8],
      [2, 16],
      [1, 30],
    ]);
  }

  plan(): ProcessPlan {
    const body = this.sequence(TOP);
    const eventSubs = this.random.chance(25) ? this.eventSubs(TOP) : [];
    const kind = this.random.pick<WaitKind>(['message', 'signal', 'timer']);
    const starts = this.random.chance(10) ? [this.start(kind)] : [];
    return { id: this.names.prefix, body, eventSubs, starts };
  }

  private start(kind: WaitKind): ProcessPlan['starts'][number] {
    const name = this.names.message();
    const event = kind === 'message' ? { message: name } : this.names.awaited(kind, false);
    return { id: this.names.id('start'), event };
  }

  private sequence(place: Place): Block {
    const blocks: Block[] = [];
    for (let count = this.random.int(1, 3); count > 0; count -= 1) blocks.push(this.block(place));
    if (place.ends && this.random.chance(25)) blocks.push(this.end(place));
    return { kind: 'sequence', blocks };
  }

  private block(place: Place): Block {
    this.left -= 1;
    if (this.left <= 0) return this.task({ ...place, depth: DEEPEST });
    const nested = place.depth < DEEPEST ? 1 : 0;
    const inner = { ...place, depth: place.depth + 1 };
    return this.random.weighted<() => Block>([
      [8, () => this.task(place)],
      [3, () => this.event(place)],
      [3 * nested, () => this.split('xor', inner)],
      [3 * nested, () => this.split('and', inner)],
      [1 * nested, () => this.split('or', inner)],
      [2 * nested, () => this.race(inner)],
      [4 * nested, () => this.scope('sub', inner)],
      [2 * nested, () => this.scope('call', inner)],
      [place.loops < 2 ? nested : 0, () => this.again(inner)],
    ])();
  }

  private task(place: Place): Block {
    const id = this.names.id('t');
    const loops = place.loops < 2 && this.random.chance(20);
    const element: ElementNotation = {
      ...drawTask(this.random, this.names),
      ...drawMappings(this.random),
      ...(loops && { loop: drawLoop(this.random) }),
    };
    const boundaries = this.random.chance(30) ? this.boundaries(place, false) : [];
    return { kind: 'task', id, element, boundaries };
  }

  private scope(kind: 'sub' | 'call', place: Place): Block {
    const id = this.names.id(kind);
    const loops = place.loops < 2 && this.random.chance(30);
    const inner = { ...place, ends: true, loops: place.loops + (loops ? 1 : 0) };
    const element = {
      ...drawMappings(this.random),
      ...(loops && { loop: drawLoop(this.random) }),
      ...(kind === 'call' && { process: `${this.names.prefix}-${id}` }),
      ...(kind === 'call' && this.random.chance(20) && { propagateChild: false }),
    };
    const body = this.sequence(inner);
    const eventSubs = this.random.chance(30) ? this.eventSubs(inner) : [];
    const boundaries = this.random.chance(50) ? this.boundaries(place, true) : [];
    return { kind, id, element, body, eventSubs, boundaries };
  }

  private split(gate: 'xor' | 'and' | 'or', place: Place): Block {
    const id = this.names.id(gate);
    const count = this.random.int(2, 3);
    const branches = Array.from({ length: count }, (_nothing, index) => {
      const last = index === count - 1 && this.random.chance(90);
      const isEmpty = gate !== 'and' && this.random.chance(20);
      const inner = { ...place, ends: true, loops: place.loops + (gate === 'or' ? 1 : 0) };
      const body = isEmpty ? EMPTY : this.sequence(inner);
      const conditional = gate !== 'and' && !last;
      return conditional ? { condition: drawCondition(this.random), body } : { body };
    });
    const wrong = gate === 'and' ? 0 : branches.filter((one) => !('condition' in one)).length - 1;
    return { kind: 'split', id, gate, branches: wrong > 0 ? branches.slice(wrong) : branches };
  }

  private race(place: Place): Block {
    const id = this.names.id('race');
    const kinds: WaitKind[] = ['timer', 'message', 'signal'];
    const first = this.random.int(0, 2);
    const branches = Array.from({ length: this.random.int(2, 3) }, (_nothing, index) => ({
      id: this.names.id('c'),
      event: this.names.awaited(kinds[(first + index) % 3] ?? 'timer', false),
      body: this.random.chance(40) ? EMPTY : this.sequence({ ...place, ends: true }),
    }));
    return { kind: 'race', id, branches };
  }

  /** The body begins with work for a worker, or it would turn for ever. */
  private again(place: Place): Block {
    const id = this.names.id('again');
    const first: Block = {
      kind: 'task',
      id: this.names.id('t'),
      element: { kind: 'service', job: this.names.job() },
      boundaries: [],
    };
    const rest = this.sequence({ ...place, ends: false, loops: place.loops + 1 });
    const body: Block = { kind: 'sequence', blocks: [first, rest] };
    return { kind: 'again', id, condition: drawCondition(this.random), body };
  }

  private event(place: Place): Block {
    const id = this.names.id('e');
    const { random, names } = this;
    const loud = place.throws ? 1 : 0;
    const element = random.weighted<() => ElementNotation>([
      [3, () => ({ kind: 'catch', ...names.awaited('timer', false) })],
      [4, () => ({ kind: 'catch', ...names.awaited('message', false) })],
      [2, () => ({ kind: 'catch', ...names.awaited('signal', false) })],
      [1, () => ({ kind: 'throw' })],
      [1, () => ({ kind: 'throw', message: names.message(), job: names.job() })],
      [1, () => ({ kind: 'throw', link: `link-${id}` })],
      [2, () => ({ kind: 'throw', compensate: true })],
      [2 * loud, () => ({ kind: 'throw', escalation: names.escalation() })],
      [2 * loud, () => ({ kind: 'throw', signal: names.signal() })],
    ])();
    return { kind: 'event', id, element: { ...element, ...this.throwMappings(element) } };
  }

  private throwMappings(element: ElementNotation): Partial<ElementNotation> {
    return element.kind === 'catch' && this.random.chance(15) ? { out: { v3: '=v1' } } : {};
  }

  private end(place: Place): Block {
    const id = this.names.id('end');
    const { random, names } = this;
    const loud = place.throws ? 1 : 0;
    const element = random.weighted<() => ElementNotation>([
      [2, () => ({ kind: 'end' })],
      [2, () => ({ kind: 'end', terminate: true })],
      [3, () => ({ kind: 'end', error: random.pick(ERROR_CODES) })],
      [1, () => ({ kind: 'end', message: names.message(), job: names.job() })],
      [1, () => ({ kind: 'end', compensate: true })],
      [2 * loud, () => ({ kind: 'end', escalation: names.escalation() })],
      [1 * loud, () => ({ kind: 'end', signal: names.signal() })],
    ])();
    return { kind: 'end', id, element };
  }

  private boundaries(place: Place, onScope: boolean): Boundary[] {
    if (this.random.chance(12)) return [this.compensation()];
    const drawn: Boundary[] = [];
    for (
      let count = this.random.weighted([
        [4, 1],
        [1, 2],
        [1, 3],
      ]);
      count > 0;
      count -= 1
    ) {
      const kind = this.random.pick<WaitKind>(
        onScope
          ? ['timer', 'message', 'error', 'error', 'escalation', 'escalation', 'signal']
          : ['timer', 'message', 'error', 'error', 'signal'],
      );
      const interrupting = kind === 'error' || this.random.chance(60);
      const event = this.names.awaited(kind, !interrupting);
      if (drawn.some((one) => signature(one.event) === signature(event))) continue;
      const throws = place.throws && (interrupting || kind === 'timer' || kind === 'message');
      const joins = (interrupting || throws) && place.loops < 2 && this.random.chance(50);
      const loops = place.loops + (interrupting ? 0 : 1);
      drawn.push({
        id: this.names.id('b'),
        event,
        interrupting,
        joins,
        body: this.handling({ ...place, throws, loops, ends: true }),
      });
    }
    return drawn;
  }

  private compensation(): Boundary {
    const handler = { kind: 'service', job: this.names.job() };
    const event = { compensate: true };
    const id = this.names.id('b');
    return { id, event, interrupting: false, joins: false, body: EMPTY, handler };
  }

  private eventSubs(place: Place): EventSub[] {
    const drawn: EventSub[] = [];
    for (
      let count = this.random.weighted([
        [4, 1],
        [1, 2],
      ]);
      count > 0;
      count -= 1
    ) {
      const kinds: WaitKind[] = ['timer', 'message', 'error', 'error', 'escalation', 'signal'];
      const kind = this.random.pick(kinds);
      const interrupting = kind === 'error' || this.random.chance(60);
      const event = this.names.awaited(kind, !interrupting);
      if (drawn.some((one) => signature(one.event) === signature(event))) continue;
      const throws = place.throws && (kind === 'timer' || kind === 'message');
      const loops = place.loops + (interrupting ? 0 : 1);
      const body = this.handling({ ...place, throws, loops, ends: true });
      drawn.push({ id: this.names.id('es'), event, interrupting, body });
    }
    return drawn;
  }

  /** What happens when an event came: mostly little. */
  private handling(place: Place): Block {
    if (this.random.chance(30)) return EMPTY;
    return this.sequence({ ...place, depth: place.depth + 2 });
  }
}
