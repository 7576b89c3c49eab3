import { expect } from 'chai';
import pino from 'pino';
import { actModel, type ActRecord } from '../../../server/cases/case.model.ts';
import { Hub, type Event } from '../../../server/events/hub.ts';
import { Health } from '../../../server/health/health.ts';
import { StreamLag } from '../../../server/stream/lag.ts';
import { StreamWatch } from '../../../server/stream/watch.ts';
import { unprojectedModel } from '../../../server/stream/unprojected.ts';
import { testStore, type TestStore } from '../support/store.ts';

describe('the watch over the stream', () => {
  let store: TestStore;
  let health: Health;
  let heard: Event[];
  let waitingMs: number;
  let watch: StreamWatch;

  const look = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await watch.look();
  };
  const notices = () => actModel(store.connection).find().sort({ _id: 1 }).lean<ActRecord[]>();

  beforeEach(async () => {
    store = await testStore();
    health = new Health({ broker: 'zeebe', store: 'embedded' });
    health.up('store');
    health.up('broker');
    waitingMs = 0;
    heard = [];
    const hub = new Hub();
    hub.listen({ groups: new Set(), hear: (event) => void heard.push(event) });
    const now = Date.now;
    watch = new StreamWatch({
      connection: store.connection,
      lag: new StreamLag({ waitingMs: () => waitingMs, now, isRemote: false }),
      health,
      hub,
      log: pino({ level: 'silent' }),
      now,
      isFollower: false,
    });
  });
  afterEach(() => store.close());

  it('says nothing of a short lag', async () => {
    waitingMs = 4_000;
    await look(5);
    expect(watch.behind()).to.equal(null);
    expect(heard).to.deep.equal([]);
    expect(health.report().status).to.equal('ok');
  });

  it('tells open pages once that the broker is gone, and once that it is back', async () => {
    health.down('broker', 'ECONNREFUSED');
    await look(3);
    expect(heard.map(({ boxes }) => boxes)).to.deep.equal([true]);
    health.up('broker');
    await look(3);
    expect(heard).to.have.length(2);
  });

  it('lets pages say it from ten seconds on, until it is gone, and not for one look', async () => {
    waitingMs = 86_400_000;
    await look(1);
    expect(watch.behind()).to.equal(null);
    waitingMs = 12_000;
    await look(1);
    expect(watch.behind()).to.include({ behindMs: 12_000 });
    expect(heard.map(({ boxes }) => boxes)).to.deep.equal([true]);
    waitingMs = 5_000;
    await look(1);
    expect(watch.behind()).to.include({ behindMs: 5_000 });
    waitingMs = 1_000;
    await look(1);
    expect(watch.behind()).to.equal(null);
    expect(heard).to.have.length(2);
    expect(await notices()).to.deep.equal([]);
  });

  it('tells administrators of a long one, once, and health until it is over', async () => {
    waitingMs = 90_000;
    await look(6);
    const [notice, ...others] = await notices();
    expect(others).to.deep.equal([]);
    expect(notice).to.include({ type: 'notice', kind: 'warning', caseKey: '', by: 'system' });
    expect(notice?.audience).to.include('role:admin');
    expect(notice?.text).to.contain('90 秒');
    expect(health.report()).to.deep.include({
      status: 'degraded',
      reasons: ['the read models are 90 s behind'],
    });
    waitingMs = 30_000;
    await look(2);
    expect(health.report().status).to.equal('degraded');
    waitingMs = 0;
    await look(1);
    expect(health.report()).to.deep.include({ status: 'ok', reasons: [] });
  });

  it('tells of records put aside, and that they are taken in again', async () => {
    const aside = unprojectedModel(store.connection).collection;
    await aside.insertOne({ _id: '1-5-clock', firstAt: Date.now() } as never);
    await look(3);
    expect((await notices()).map(({ title }) => title)).to.deep.equal([
      '数据缺漏：有记录未能写入页面数据',
    ]);
    expect(watch.unprojectedCount).to.equal(1);
    expect(health.report().reasons[0]).to.match(/^1 records are not in the read models/);
    await aside.deleteMany({});
    await look(1);
    expect(health.report().status).to.equal('ok');
  });

  it('says why records can’t be stored, until they can', () => {
    watch.troubled('MDB_READERS_FULL');
    expect(health.report().reasons).to.deep.equal(["records can't be stored: MDB_READERS_FULL"]);
    watch.troubled(null);
    expect(health.report().status).to.equal('ok');
  });

  it('given a rebuild that repaired something, lets every page look again', async () => {
    const checkpoints = store.connection.collection<{ _id: string }>('checkpoints');
    await checkpoints.insertOne({ _id: 'partition-1', partitionId: 1, position: 4 } as never);
    await look(1);
    await checkpoints.updateOne({ _id: 'partition-1' }, { $set: { rebuiltAt: Date.now() } });
    await look(2);
    expect(heard).to.have.length(1);
  });
});
