import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { ExpressHandlebars } from 'express-handlebars';
import { join } from 'node:path';
import { parse } from 'yaml';
import { helpers } from '../../web/helpers/helpers.ts';
import { projectRoot } from '../../web/view/root.ts';

interface Examples {
  about: string;
  examples: { name: string; data: object; expect: string[]; unexpected?: string[] }[];
}

const folder = join(projectRoot(), 'web/components');
/** Parts of whole pages; the tests of pages show them. */
const shown = new Set([
  'head',
  'inbox-list',
  'case-list',
  'case-live',
  'copies-grid',
  'board-live',
]);
const handlebars = new ExpressHandlebars({ extname: '.hbs', partialsDir: folder, helpers });
const nowMs = Date.parse('2026-11-23T06:00:00.000Z');

describe('components', () => {
  for (const name of readdirSync(folder).filter((one) => !shown.has(one))) {
    const path = join(folder, name, `${name}.yaml`);
    it(`${name} has examples`, () => expect(existsSync(path)).to.equal(true));
    if (!existsSync(path)) continue;
    const { examples } = parse(readFileSync(path, 'utf8'), { merge: true }) as Examples;
    for (const example of examples) {
      it(`given ${name}, when ${example.name}, then it says what is expected`, async () => {
        const html = await handlebars.render(join(folder, name, `${name}.hbs`), {
          ...example.data,
          nowMs,
        });
        for (const text of example.expect) expect(html).to.include(text);
        for (const text of example.unexpected ?? []) expect(html).to.not.include(text);
        expect(html).to.not.match(/undefined|\[object Object\]|NaN/);
      });
    }
  }
});
