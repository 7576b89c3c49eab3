import { expect } from 'chai';
import { projectFiles, type ProjectFile } from './project-files.ts';

/**
 * Files that may be longer than 300 lines, each with its reason. A name that is not needed any more
 * fails the test, so the list only shrinks.
 */
const LONG_FILES: Record<string, string> = {
  'server/store/storage/key.ts': 'the order of all BSON types has to be read in one place',
  'test/browser/walk.spec.ts': 'one walk through one running product',
  'test/engine/process-instance/process-instance.spec.ts': 'one list of cases',
  'test/processes/play-scenario.ts': 'the words of a scenario, each with what it does',
  'test/server/store/conformance/queries.ts': 'one list of cases for two servers',
  'test/server/store/conformance/updates.ts': 'one list of cases for two servers',
};

const MAX_FILE_LINES = 300;
const MAX_LINE_COLUMNS = 100;

/** One spelling in names and comments, and no words that belong to nobody reading the project. */
const BANNED: { pattern: RegExp; why: string }[] = [
  { pattern: /\bbehaviou?rs?\b(?<!behaviors?)/i, why: 'spell it behavior' },
  { pattern: /\bcancelled\b/i, why: 'spell it canceled, as Zeebe does' },
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, why: 'do it or file it' },
  { pattern: /not implemented/i, why: 'say what is supported instead' },
  {
    pattern: /\b(it|describe)\.(only|skip)\(|\bx(it|describe)\(/,
    why: 'no test is singled out or switched off',
  },
  { pattern: /\/(work|farm)\/[a-z]|\/tmp\/[a-z]+\//, why: 'no path of one machine' },
  { pattern: /catch( \(\w*\))? ?\{\s*\}/, why: 'say why an error may be passed over' },
  { pattern: /\b(as|:) any\b/, why: 'use unknown and narrow it' },
];

/** Where a banned word is the subject itself (gRPC status names, a third party's spelling). */
const ALLOWED_LINES = [
  /status\.CANCELLED|Status\.CANCELLED|\bCANCELLED\b/,
  /listener.*cancelled|cancelled['"]|call\.cancelled/,
];

const sources = projectFiles(/^(engine|processes|server|web|test|bench)\/.*\.(ts|mjs)$/).filter(
  (file) => file.path !== 'test/architecture/tidy.spec.ts',
);

function lineFindings(file: ProjectFile): string[] {
  return file.text.split('\n').flatMap((line, index) => {
    const at = `${file.path}:${index + 1}`;
    const findings: string[] = [];
    // Prettier breaks what can be broken; a quoted text can't be without changing it.
    const unbreakable = /(['"`]).{40,}\1/.test(line);
    if (line.length > MAX_LINE_COLUMNS && !unbreakable) findings.push(`${at}: too long a line`);
    if (ALLOWED_LINES.some((allowed) => allowed.test(line))) return findings;
    for (const { pattern, why } of BANNED) {
      if (pattern.test(line)) findings.push(`${at}: ${why}: ${line.trim()}`);
    }
    return findings;
  });
}

describe('tidy', () => {
  it('reads the sources', () => {
    expect(sources.length).to.be.greaterThan(100);
  });

  it('finds no banned word and no line over 100 columns', () => {
    const findings = sources.flatMap(lineFindings);
    expect(findings, `\n${findings.join('\n')}`).to.deep.equal([]);
  });

  it('finds no file over 300 lines that has no reason to be', () => {
    const long = sources
      .filter((file) => file.text.split('\n').length - 1 > MAX_FILE_LINES)
      .map((file) => file.path);
    expect(long.filter((name) => !(name in LONG_FILES))).to.deep.equal([]);
    expect(Object.keys(LONG_FILES).filter((name) => !long.includes(name))).to.deep.equal([]);
  });

  it('finds kebab-case names only', () => {
    const odd = sources.filter((file) => !/^[a-z0-9._/-]+$/.test(file.path));
    expect(odd.map((file) => file.path)).to.deep.equal([]);
  });

  it('finds no file that nobody imports and nobody runs', () => {
    const entries =
      /(\.spec\.ts|^server\/((main|backup|rebuild)\.ts|ensure-built\.mjs)|^engine\/((cli|index|worker)\.ts|build\.mjs|example\/.*)|\/worker\.ts|workers\.ts|web\/islands\/[^/]+\/?[^/]*\.ts|vite\.config\.ts|^bench\/.*|^test\/.*|\/types\.d\.ts|\.d\.ts)$/;
    const texts = sources.map((file) => file.text).join('\n');
    const dead = sources.filter((file) => {
      const name = file.path.split('/').at(-1) ?? '';
      return !entries.test(file.path) && !texts.includes(`/${name}'`);
    });
    expect(dead.map((file) => file.path)).to.deep.equal([]);
  });
});
