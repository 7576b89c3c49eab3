import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { errorTable, type ErrorEntry, Problem } from '../../server/errors.ts';
import { projectRoot } from '../../server/root.ts';

const rows = Object.entries(errorTable).map(([code, row]: [string, ErrorEntry]) => ({ code, row }));

describe('table of errors', () => {
  const text = readFileSync(join(projectRoot(), 'server/errors.md'), 'utf8');
  const documented = new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, code, status, retryable, title, sentence]) => [
        (code ?? '').replaceAll('`', ''),
        { status: Number(status), retryable: retryable === 'yes', title, text: sentence },
      ]),
  );

  it('is documented row by row', () => {
    for (const { code, row } of rows) expect(documented.get(code), code).to.deep.equal(row);
  });

  it('holds every documented row', () => {
    expect([...documented.keys()]).to.have.members(rows.map(({ code }) => code));
  });

  it('speaks Chinese and says what to do', () => {
    for (const { code, row } of rows) {
      expect(row.title, code).to.match(/^[\u4e00-\u9fff]+$/);
      expect(row.text, code).to.match(/[\u4e00-\u9fff].*[。}]$/);
      expect(row.status, code).to.be.within(400, 599);
    }
  });
});

describe('Problem', () => {
  it('given values, fills the places of the text', () => {
    const values = { minutes: 14 };
    const problem = new Problem('login_locked', { values, retryAfterSeconds: 800 });
    expect(problem.message).to.contain('请 14 分钟后再试');
    expect(problem.status).to.equal(429);
    expect(problem.retryable).to.equal(true);
  });

  it('given fields and extras, puts them into the document beside the standard members', () => {
    const errors = [{ path: 'title', message: '请填写标题' }];
    const document = new Problem('draft_stale', { errors, extra: { draft: { version: 3 } } });
    expect(document.toDocument('r-1')).to.deep.equal({
      draft: { version: 3 },
      type: 'urn:tongqu:error:draft_stale',
      title: errorTable.draft_stale.title,
      status: 409,
      detail: errorTable.draft_stale.text,
      code: 'draft_stale',
      retryable: false,
      requestId: 'r-1',
      errors,
    });
  });

  it('given an extra named like a standard member, keeps the standard one', () => {
    const problem = new Problem('forbidden', { extra: { status: 200 } });
    expect(problem.toDocument().status).to.equal(403);
  });
});
