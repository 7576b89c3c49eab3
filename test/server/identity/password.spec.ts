import { randomBytes, scryptSync } from 'node:crypto';
import { expect } from 'chai';
import { hashPassword, isOutdated, verifyPassword } from '../../../server/identity/password.ts';

describe('passwords', () => {
  it('given the right password, verifies it; given another, not', async () => {
    const hash = await hashPassword('龙游-2026');
    expect(hash).to.match(/^scrypt\$16384\$8\$5\$/);
    expect(await verifyPassword('龙游-2026', hash)).to.equal(true);
    expect(await verifyPassword('龙游-2027', hash)).to.equal(false);
  });

  it('given the same password twice, makes two hashes', async () => {
    expect(await hashPassword('a')).not.to.equal(await hashPassword('a'));
  });

  it('given no hash or a broken one, answers false', async () => {
    for (const hash of [null, '', 'plain', 'scrypt$0$8$5$aa$bb', 'md5$1$1$1$aa$bb']) {
      expect(await verifyPassword('a', hash)).to.equal(false);
    }
  });

  it('given a hash of lower cost, still verifies it and says that it is outdated', async () => {
    const salt = randomBytes(16);
    const key = scryptSync('old', salt, 32, { N: 1024, r: 8, p: 1 });
    const hash = `scrypt$1024$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
    expect(await verifyPassword('old', hash)).to.equal(true);
    expect(isOutdated(hash)).to.equal(true);
    expect(isOutdated(await hashPassword('new'))).to.equal(false);
  });

  it('takes composed and decomposed characters for the same', async () => {
    expect(await verifyPassword('caf\u0065\u0301', await hashPassword('caf\u00e9'))).to.equal(true);
  });
});
