import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadAssets } from '../../../web/view/assets.ts';
import { projectRoot } from '../../../web/view/root.ts';

const assets = loadAssets(projectRoot());
const shell = ['styles/app.css', 'islands/shell/shell.ts'];

function gzipBytes(files: string[]): number {
  const read = (file: string): Buffer =>
    readFileSync(join(assets.folder, file.replace('/assets/', '')));
  return files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
}

describe('built assets (npm run build:web)', () => {
  it('given the inbox, when its scripts are added up, then less than 40 KB compressed', () => {
    const { js, preload } = assets.links([...shell, 'islands/inbox/inbox.ts']);
    expect(js).to.have.lengthOf(2);
    expect(gzipBytes([...js, ...preload])).to.be.below(40_000);
  });

  it('given any page, when its style sheets are added up, then less than 12 KB compressed', () => {
    expect(gzipBytes(assets.links(shell).css)).to.be.within(1000, 12_000);
  });

  it('given pages without a diagram, when they load, then no modeler and no charts come', () => {
    for (const entry of ['inbox', 'task', 'case', 'start', 'copies', 'board']) {
      const { js, preload } = assets.links([`islands/${entry}/${entry}.ts`]);
      const bytes = gzipBytes([...js, ...preload]);
      const most = entry === 'start' ? 250_000 : 40_000;
      expect(bytes, entry).to.be.below(most);
    }
  });

  it('given a built file, when its name is read, then it carries a hash', () => {
    for (const file of assets.links(shell).js) expect(file).to.match(/-[\w-]{8}\.js$/);
  });
});
