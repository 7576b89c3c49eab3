import { expect } from 'chai';
import { seedOrganisation } from '../../../server/demo/seed.ts';
import { unitQuerySchema } from '../../../server/units/schema.ts';
import { official, testContext, type TestContext } from '../support/context.ts';
import { testStore, type TestStore } from '../support/store.ts';

describe('units', () => {
  let store: TestStore;
  let t: TestContext;

  before(async () => {
    store = await testStore();
    t = testContext(store.connection);
    expect(await seedOrganisation(store.connection, t.clock.now)).to.equal(true);
    await t.context.identity.load();
  });
  after(() => store.close());

  const list = (query: Record<string, string>) =>
    t.context.services.units.list(official('330825'), unitQuerySchema.parse(query));

  it('seeded again, stays as it is', async () => {
    expect(await seedOrganisation(store.connection, t.clock.now)).to.equal(false);
  });

  it('given a group, gives its members and counts them', async () => {
    const page = await list({ group: 'all-500', limit: '2000' });
    expect(page.rows).to.have.length(500);
    expect((await list({ group: 'all-500', limit: '10' })).total).to.equal(500);
  });

  it('given words, finds them anywhere in the path', async () => {
    const { rows } = await list({ q: '龙游 财政' });
    expect(rows.map((unit) => unit.code)).to.deep.equal(['330825-czj']);
  });

  it('given level, parent and receives, narrows down', async () => {
    const { rows } = await list({ level: 'township', parent: '330825' });
    expect(rows).to.have.length(15);
    const closed = await list({ receives: 'false' });
    expect(closed.rows.map((unit) => unit.code)).to.deep.equal(['330800', '330800-zjk']);
  });

  it('gives the groups in their order with their members', async () => {
    const groups = await t.context.services.units.groups(official('330825'));
    expect(groups.map((group) => [group.id, group.unitCodes.length]).slice(0, 3)).to.deep.equal([
      ['all-500', 500],
      ['counties', 6],
      ['city-departments', 40],
    ]);
  });

  it('names units, candidate groups and people', async () => {
    const { identity } = t.context;
    expect(identity.unitName('330800-fgw')).to.equal('市发展和改革委员会');
    expect(identity.groupLabel('unit:330825/role:clerk')).to.equal('龙游县 文书');
    expect(identity.groupLabel('unit:330825')).to.equal('龙游县');
    expect(identity.groupLabel('role:supervisor')).to.equal('督查员');
    const refs = await identity.personRefs(['p-330825-clerk1', 'p-nobody']);
    expect([...refs.values()]).to.deep.equal([
      { id: 'p-330825-clerk1', name: '龙游县办公室文书01', position: '文书', unitName: '龙游县' },
    ]);
    expect(identity.groupLabel('person:p-330825-clerk1')).to.equal('龙游县办公室文书01');
  });
});
