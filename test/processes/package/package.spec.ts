import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { expect } from 'chai';
import {
  loadPackage,
  loadPackages,
  manifestSchema,
  PackageError,
  readLimit,
  shippedPackagesFolder,
} from '../../../processes/package/index.ts';
import { parseLadder, parseLimit } from '../../../server/clock/index.ts';

const packages = await loadPackages();

describe('process packages', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-package-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const pack of packages) {
    it(`${pack.name}: has what its manifest names`, () => {
      const { manifest } = pack;
      expect(pack.forms.has(manifest.startForm), 'start form').to.equal(true);
      for (const paper of manifest.papers) {
        expect(pack.templates.has(paper.template), paper.template).to.equal(true);
      }
      for (const action of manifest.actions) {
        if (action.command === 'publishMessage' && action.form) {
          expect(pack.forms.has(action.form), action.form).to.equal(true);
        }
      }
      expect(pack.scenarios.length, 'scenarios').to.be.greaterThan(0);
    });

    it(`${pack.name}: its limits and ladders are the clock’s`, () => {
      for (const clock of pack.manifest.clocks) {
        const known = clock.limit.startsWith('=') || parseLimit(clock.limit) !== undefined;
        expect(known, clock.limit).to.equal(true);
        if (clock.ladder) expect(parseLadder(clock.ladder), clock.id).to.not.equal(undefined);
      }
    });

    it(`${pack.name}: its papers render without data, escaping what people typed`, () => {
      for (const [name, template] of pack.templates) {
        const paper = Handlebars.compile(template)({ caseTitle: '<b>标题</b>' });
        expect(paper, name).to.contain('<article').and.not.contain('<b>');
      }
    });

    it(`${pack.name}: its forms have Chinese labels and ids of their own`, () => {
      for (const [id, { schema }] of pack.forms) {
        const components = schema['components'] as { id: string; label?: string; text?: string }[];
        const ids = components.map((component) => component.id);
        expect(new Set(ids).size, id).to.equal(ids.length);
        for (const { label, text } of components) {
          expect(label ?? text, id).to.match(/\p{Script=Han}/u);
        }
      }
    });
  }

  it('refuse a manifest with a limit that is none, naming file and field', async () => {
    const pack = join(folder, 'supervision');
    cpSync(join(shippedPackagesFolder(), 'supervision'), pack, {
      recursive: true,
      filter: (path) => !path.endsWith('workers.ts'),
    });
    const path = join(pack, 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"limit": "1wd"', '"limit": "一天"'));
    const error = await loadPackage(pack).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(PackageError);
    expect((error as Error).message)
      .to.contain('manifest.json')
      .and.contain('limit');
  });

  it('refuse an unknown field: a typing error is not a setting', () => {
    const manifest = { ...packages[0]?.manifest, titel: '错字' };
    expect(manifestSchema.safeParse(manifest).success).to.equal(false);
  });

  it('read limits as the clock does', () => {
    for (const text of ['5wd', '60d', '3mo', '30m', '2h', '5', 'wd', '1.5d', '-1d', '']) {
      expect(readLimit(text) !== undefined, text).to.equal(parseLimit(text) !== undefined);
    }
  });
});
