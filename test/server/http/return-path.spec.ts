import { expect } from 'chai';
import { loginPath, safeReturnPath } from '../../../server/http/return-path.ts';

describe('path to return to after signing in', () => {
  for (const path of ['/', '/tasks', '/tasks/225?box=sign#form', '/cases/1?q=%E5%85%AC%E6%96%87']) {
    it(`given ${path}, keeps it`, () => expect(safeReturnPath(path)).to.equal(path));
  }

  for (const path of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/x\\..\\y',
    'javascript:alert(1)',
    'tasks',
    '',
    '/login',
    '/login/demo',
    '/logout',
    `/${'x'.repeat(3000)}`,
    undefined,
    ['/tasks'],
  ]) {
    it(`given ${JSON.stringify(path)?.slice(0, 40)}, goes home`, () =>
      expect(safeReturnPath(path)).to.equal('/'));
  }

  it('leads back from the sign-in page', () => {
    expect(loginPath('/tasks?box=sign')).to.equal('/login?return=%2Ftasks%3Fbox%3Dsign');
    expect(loginPath('/')).to.equal('/login');
  });
});
