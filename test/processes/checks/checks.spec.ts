import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import {
  loadPackages,
  manifestSchema,
  shippedPackagesFolder,
} from '../../../processes/package/index.ts';
import {
  checkDiagram,
  checkPackage,
  rules,
  type CheckContext,
} from '../../../processes/checks/index.ts';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as object;

const manifest = manifestSchema.parse({
  name: 'sample',
  title: '样例',
  category: '样例',
  description: '样例',
  processId: 'sample',
  starters: ['clerk'],
  numbering: { series: 'sample', pattern: '样〔{year}〕{seq}号' },
  startForm: 'known-form',
  roles: { clerk: '文书' },
  variables: {},
  retention: { period: '10年', basis: '样例' },
  clocks: [
    {
      id: 'whole',
      kind: 'statutory',
      name: '整件时限',
      limit: '20wd',
      basis: '样例',
      start: [{ element: 'task', on: 'activated' }],
      stop: [{ element: 'task', on: 'completed' }],
    },
  ],
});

const context: CheckContext = {
  forms: new Set(['known-form']),
  processes: new Set(['known-process']),
  decisions: new Set(['known-decision']),
  workers: new Map([['known-work', ['needed']]]),
  roles: new Set(['clerk']),
};

/** Rules that read the manifest get it; the other samples have elements of their own. */
const WITH_MANIFEST = ['missing-element', 'limit-order'];

async function codes(rule: string, sample: 'good' | 'bad'): Promise<string[]> {
  const xml = readFileSync(new URL(`./${rule}/${sample}.bpmn`, import.meta.url), 'utf8');
  const known = WITH_MANIFEST.includes(rule) ? { ...context, manifest } : context;
  return (await checkDiagram(xml, known, zeebe)).map((finding) => finding.code);
}

describe('package checks', () => {
  for (const { code } of rules) {
    it(`${code}: finds the fault in the bad diagram and nothing in the good one`, async () => {
      expect(await codes(code, 'good'), 'good').to.deep.equal([]);
      expect(await codes(code, 'bad'), 'bad').to.include(code);
    });

    it(`${code}: has a page`, () => {
      expect(existsSync(`${shippedPackagesFolder()}/checks/pages/${code}.md`)).to.equal(true);
    });
  }

  it('says in Chinese that a text is no BPMN, instead of throwing', async () => {
    const [finding] = await checkDiagram('<nonsense', {}, zeebe);
    expect(finding?.code).to.equal('not-bpmn');
    expect(finding?.message).to.contain('不是有效的 BPMN');
  });

  it('reports a required header that is missing', async () => {
    const xml = readFileSync(
      new URL('./unknown-worker/good.bpmn', import.meta.url),
      'utf8',
    ).replace('key="needed"', 'key="other"');
    const [finding] = await checkDiagram(xml, context, zeebe);
    expect(finding?.message).to.contain('缺少参数“needed”');
  });

  it('keeps silent about what it cannot know', async () => {
    const xml = readFileSync(new URL('./unknown-form/bad.bpmn', import.meta.url), 'utf8');
    expect(await checkDiagram(xml, {}, zeebe)).to.deep.equal([]);
  });

  it('finds nothing in the packages shipped', async () => {
    const packages = await loadPackages();
    expect(packages.map(({ name }) => name)).to.include.members([
      'document-exchange',
      'parallel-approval',
      'supervision',
    ]);
    for (const pack of packages) {
      const findings = (await checkPackage(pack, packages, zeebe)).flatMap((file) => file.findings);
      expect(
        findings.map(({ code, message }) => `${code}: ${message}`),
        pack.name,
      ).to.deep.equal([]);
    }
  });
});
