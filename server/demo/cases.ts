import { z } from 'zod';
import { loadPackages } from '../../processes/package/index.ts';
import type { Player } from './player.ts';

/** Moves all clocks forward to an hour (Beijing) of a past day; answers the time it is then. */
export type MoveTo = (daysAgo: number, hour: number) => number;

const sampleSchema = z.object({ variables: z.record(z.string(), z.unknown()) });

const OFFICE = '330800-zfb-clerk1';
const WINDOW = '330800-zwzx-window1';
const SUPERVISOR = '330800-dcs-supervisor1';
const agreed = { outcome: '同意', reason: '' };

/** Plays the demo's days one after the other; answers how many cases were started. */
export async function playDemoCases(player: Player, moveTo: MoveTo): Promise<number> {
  const script = new Script(player, await readSamples());
  moveTo(16, 8);
  await script.firstDays(moveTo);
  await script.middleDays(moveTo);
  await script.lastDays(moveTo);
  return script.started;
}

/** The samples of the packages as start variables, by `package/file`. */
async function readSamples(): Promise<Map<string, Record<string, unknown>>> {
  const packages = await loadPackages();
  return new Map(
    packages.flatMap(({ name, samples }) =>
      samples.map((file): [string, Record<string, unknown>] => {
        const { variables } = sampleSchema.parse(JSON.parse(file.text));
        return [`${name}/${file.name}`, variables];
      }),
    ),
  );
}

/** Three weeks of a city. Some units sign late, some never, one case is done, one is reviewed. */
class Script {
  started = 0;
  private readonly player: Player;
  private readonly samples: Map<string, Record<string, unknown>>;
  private plan = '';
  private bearing = '';
  private reservoir = '';

  constructor(player: Player, samples: Map<string, Record<string, unknown>>) {
    this.player = player;
    this.samples = samples;
  }

  async firstDays(moveTo: MoveTo): Promise<void> {
    const environment = await this.start(SUPERVISOR, 'supervision', 'business-environment');
    await this.assign(environment, 'supervision/business-environment.json');
    await this.done('330800-fgw-clerk1', environment, 'accept', { outcome: '接受' });
    const noodles = await this.start(WINDOW, 'parallel-approval', 'noodle-shop');
    await this.done(WINDOW, noodles, 'review', { outcome: '齐全' });
    moveTo(15, 10);
    this.reservoir = await this.start(SUPERVISOR, 'supervision', 'reservoir-safety');
    await this.assign(this.reservoir, 'supervision/reservoir-safety.json');
    await this.done('330800-slj-clerk1', this.reservoir, 'accept', { outcome: '接受' });
    for (const unit of ['330800-scjg', '330800-zhzf', '330800-sthj']) {
      await this.done(`${unit}-handler1`, noodles, 'examine', agreed, '材料符合要求。');
      await this.done(`${unit}-head1`, noodles, 'headDecide', { outcome: '同意' }, '同意。');
    }
    const day = new Date(moveTo(14, 9)).toISOString().slice(0, 10);
    const summary = { outcome: '拟准予许可', summary: '各部门均同意。' };
    await this.done('330800-scjg-handler1', noodles, 'summarize', summary);
    await this.done('330800-scjg-head1', noodles, 'decide', { outcome: '准予许可' }, '准予许可。');
    const delivery = { deliveredBy: '窗口领取', deliveredOn: day, receiver: '申请人' };
    await this.done(WINDOW, noodles, 'deliver', delivery);
    this.plan = await this.start(OFFICE, 'document-exchange', 'zhenxiong-plan', 'demo-zhenxiong');
    await this.signed(this.plan, '330825', '330881');
    await this.replied(this.plan, '330825');
  }

  async middleDays(moveTo: MoveTo): Promise<void> {
    moveTo(12, 9);
    this.bearing = await this.start(WINDOW, 'parallel-approval', 'bearing-works');
    await this.done(WINDOW, this.bearing, 'review', { outcome: '齐全' });
    moveTo(11, 14);
    const special = { outcome: '特别程序', specialKind: '专家评审' };
    await this.done('330800-sthj-handler1', this.bearing, 'examine', special);
    await this.done('330800-fgw-handler1', this.bearing, 'examine', agreed, '符合产业政策。');
    await this.done('330800-fgw-head1', this.bearing, 'headDecide', { outcome: '同意' });
    moveTo(8, 10);
    const review = { result: '附条件通过', conclusion: '完善废水处理方案后通过。' };
    await this.done('330800-zjk-expert1', this.bearing, 'special', review);
    const funds = { coOpinion: '资金已安排。' };
    await this.done('330800-czj-handler1', this.reservoir, 'coHandle', funds);
    const plan = await this.start(OFFICE, 'document-exchange', 'suzhou-plan', 'demo-suzhou');
    const units = ['330800-fgw', '330800-jxj', '330800-czj', '330800-sjj'];
    await this.signed(plan, ...units);
    await this.replied(plan, '330800-jxj', '330800-sjj');
  }

  async lastDays(moveTo: MoveTo): Promise<void> {
    moveTo(6, 15);
    await this.replied(this.plan, '330881');
    const archive = await this.start(SUPERVISOR, 'supervision', 'no-co-unit');
    await this.assign(archive, 'supervision/no-co-unit.json');
    await this.done('330800-daj-clerk1', archive, 'accept', { outcome: '接受' });
    moveTo(4, 9);
    const banquet = await this.start(WINDOW, 'parallel-approval', 'banquet-hall');
    await this.done(WINDOW, banquet, 'review', { outcome: '齐全' });
    moveTo(3, 10);
    const exchange = ['document-exchange', 'longnan-work-points', 'demo-longnan'] as const;
    const points = await this.start(OFFICE, ...exchange);
    await this.signed(points, '330825', '330803');
    moveTo(1, 9);
    await this.start(WINDOW, 'parallel-approval', 'paper-mill');
    moveTo(0, 9);
    await this.start(WINDOW, 'parallel-approval', 'music-festival');
    await this.toTheWholeCity();
  }

  /** One notice of today to 500 units, so that every clerk of the demo has something to sign. */
  private async toTheWholeCity(): Promise<void> {
    const recipients = await this.player.unitsOf(OFFICE, 'all-500');
    const sample = { ...this.sample('document-exchange/longnan-work-points.json'), recipients };
    const variables = { ...sample, caseTitle: '关于印送《衢州市电子政务建设情况》的通知' };
    await this.player.start(OFFICE, 'document-exchange', variables, ['demo-quzhou']);
    this.started += 1;
  }

  private async start(
    account: string,
    business: string,
    sample: string,
    ...documentIds: string[]
  ): Promise<string> {
    const variables = this.sample(`${business}/${sample}.json`);
    const key = await this.player.start(account, business, variables, documentIds);
    this.started += 1;
    return key;
  }

  private done(
    account: string,
    key: string,
    step: string,
    variables: Record<string, unknown>,
    opinion = '',
  ): Promise<void> {
    return this.player.complete(account, key, step, { variables, opinion });
  }

  /** 交办 as the case was opened. */
  private assign(key: string, sample: string): Promise<void> {
    const { leadUnit, coUnits, limit, requirement } = this.sample(sample);
    return this.done(SUPERVISOR, key, 'assign', { leadUnit, coUnits, limit, requirement });
  }

  private async signed(key: string, ...units: string[]): Promise<void> {
    for (const unit of units) await this.done(`${unit}-clerk1`, key, 'sign', { complete: true });
  }

  private async replied(key: string, ...units: string[]): Promise<void> {
    for (const unit of units) {
      await this.done(`${unit}-clerk1`, key, 'handle', { outcome: '已传达' }, '已传达学习。');
    }
  }

  private sample(name: string): Record<string, unknown> {
    const variables = this.samples.get(name);
    if (variables === undefined) throw new Error(`there is no sample ${name}`);
    return { urgency: 'normal', ...variables };
  }
}
