import { expect } from 'chai';
import { Problem } from '../../../server/errors.ts';
import { hashPassword } from '../../../server/identity/password.ts';
import { type PersonRecord, personModel } from '../../../server/identity/person.model.ts';
import { FAILURES_ALLOWED, LOCK_MS } from '../../../server/sessions/lockout.ts';
import { sessionModel } from '../../../server/sessions/session.model.ts';
import { BELIEVED_MS } from '../../../server/sessions/sessions.service.ts';
import { type TestContext, testContext } from '../support/context.ts';
import { testStore, type TestStore } from '../support/store.ts';

const HOUR_MS = 3_600_000;
const right = { account: '330825-clerk1', password: 'right' };
const wrong = { account: '330825-clerk1', password: 'wrong' };

describe('sessions', function () {
  let store: TestStore;
  let t: TestContext;
  let passwordHash: string;

  before(async () => {
    store = await testStore();
    passwordHash = await hashPassword('right');
  });
  after(() => store.close());
  beforeEach(async () => {
    await store.connection.dropDatabase();
    const person = {
      _id: 'p-1',
      account: right.account,
      name: '文书01',
      passwordHash,
      roles: ['official'],
      positions: [{ unitCode: '330825', role: 'clerk', title: '文书' }],
      active: true,
    };
    await personModel(store.connection).create(person as PersonRecord);
    t = testContext(store.connection, { SESSION_HOURS: '12' });
  });

  const sessions = () => t.context.sessions;
  async function refusal(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof Problem ? error.code : `not refused: ${String(error)}`;
  }

  it('given the right password, gives a token that finds the person', async () => {
    const { token, viewer } = await sessions().signIn(right, '::1');
    expect(viewer.groups).to.have.members([
      'person:p-1',
      'unit:330825',
      'unit:330825/role:clerk',
      'role:clerk',
    ]);
    expect((await sessions().find(token))?.personId).to.equal('p-1');
  });

  it('keeps no token that could be used in the store', async () => {
    const { token } = await sessions().signIn(right, '::1');
    const stored = JSON.stringify(await sessionModel(store.connection).find().lean());
    expect(stored).not.to.contain(token);
  });

  it('given a wrong password, unknown account or inactive person, says the same', async () => {
    expect(await refusal(sessions().signIn(wrong, '::1'))).to.equal('wrong_password');
    const unknown = { account: 'nobody', password: 'right' };
    expect(await refusal(sessions().signIn(unknown, '::1'))).to.equal('wrong_password');
    await personModel(store.connection).updateOne({ _id: 'p-1' }, { $set: { active: false } });
    expect(await refusal(sessions().signIn(right, '::1'))).to.equal('wrong_password');
  });

  it('given too many wrong passwords, locks the account and opens it again', async () => {
    for (let i = 0; i < FAILURES_ALLOWED; i += 1) {
      expect(await refusal(sessions().signIn(wrong, '::1'))).to.equal('wrong_password');
    }
    expect(await refusal(sessions().signIn(right, '::1'))).to.equal('login_locked');
    t.clock.forward(LOCK_MS + 1);
    expect((await sessions().signIn(right, '::1')).viewer.personId).to.equal('p-1');
  });

  it('given a right password in between, counts from the beginning', async () => {
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < FAILURES_ALLOWED - 1; i += 1) {
        await refusal(sessions().signIn(wrong, '::1'));
      }
      expect((await sessions().signIn(right, '::1')).viewer.personId).to.equal('p-1');
    }
  });

  it('given use, slides the end forward; given none, ends', async () => {
    const { token } = await sessions().signIn(right, '::1');
    for (let i = 0; i < 3; i += 1) {
      t.clock.forward(8 * HOUR_MS);
      expect(await sessions().find(token)).not.to.equal(null);
    }
    t.clock.forward(13 * HOUR_MS);
    expect(await sessions().find(token)).to.equal(null);
    await sessions().sweep();
    expect(await sessionModel(store.connection).countDocuments()).to.equal(0);
  });

  it('signs out one session, or all of a person', async () => {
    const [one, two, three] = await Promise.all(
      ['a', 'b', 'c'].map(() => sessions().signIn(right, '::1')),
    );
    await sessions().signOut(one?.token ?? '');
    expect(await sessions().find(one?.token ?? '')).to.equal(null);
    expect(await sessions().find(two?.token ?? '')).not.to.equal(null);
    await sessions().revokeAll('p-1');
    expect(await sessions().find(two?.token ?? '')).to.equal(null);
    expect(await sessions().find(three?.token ?? '')).to.equal(null);
  });

  it('given a session just asked for, forgets it at once when signed out or revoked', async () => {
    const [one, two] = await Promise.all(['a', 'b'].map(() => sessions().signIn(right, '::1')));
    const tokens = [one?.token ?? '', two?.token ?? ''];
    for (const token of tokens) expect(await sessions().find(token)).not.to.equal(null);
    const underWay = sessions().find(tokens[0] ?? '');
    await sessions().signOut(tokens[0] ?? '');
    await underWay;
    expect(await sessions().find(tokens[0] ?? '')).to.equal(null);
    await sessions().revokeAll('p-1');
    expect(await sessions().find(tokens[1] ?? '')).to.equal(null);
  });

  it('given a session that another server ended, believes it for a second at most', async () => {
    const { token } = await sessions().signIn(right, '::1');
    expect(await sessions().find(token)).not.to.equal(null);
    const other = testContext(store.connection, { SESSION_HOURS: '12' });
    await other.context.sessions.signOut(token);
    t.clock.forward(BELIEVED_MS);
    expect(await sessions().find(token)).to.equal(null);
  });

  it('given a person who was taken out, ends the session within half a minute', async () => {
    const { token } = await sessions().signIn(right, '::1');
    await personModel(store.connection).updateOne({ _id: 'p-1' }, { $set: { active: false } });
    t.clock.forward(31_000);
    expect(await sessions().find(token)).to.equal(null);
  });
});
