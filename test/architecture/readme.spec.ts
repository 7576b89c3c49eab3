import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsTable } from '../../server/config.ts';
import { projectRoot } from './project-files.ts';

const read = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8');

describe('README.md', () => {
  it('lists every setting as the server reads it', () => {
    expect(read('README.md')).to.include(settingsTable());
  });

  for (const name of ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md']) {
    it(`${name} links only to files that exist`, () => {
      const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
        (match) => match[1] ?? '',
      );
      expect(links.filter((link) => !existsSync(path.join(projectRoot, link)))).to.deep.equal([]);
    });

    it(`${name} names only npm scripts that exist`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const named = [...read(name).matchAll(/`npm run ([a-z:-]+)/g)].map((match) => match[1] ?? '');
      for (const script of named) expect(scripts).to.have.property(script);
    });
  }
});
