import { expect } from 'chai';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-files.ts';

describe('boundaries between the rooms', function () {
  this.timeout(120_000);

  it('hold: nobody imports what .dependency-cruiser.mjs forbids', async () => {
    const rooms = ['engine', 'processes', 'server', 'web'];
    const rules = pathToFileURL(path.join(projectRoot, '.dependency-cruiser.mjs')).href;
    const { default: configuration } = (await import(rules)) as { default: IConfiguration };
    const { options = {}, forbidden = [] } = configuration;
    const { output } = await cruise(
      rooms,
      { ...options, baseDir: projectRoot, validate: true, ruleSet: { forbidden } } as never,
      undefined,
      { tsConfig: {} } as never,
    );
    const { summary } = output as ICruiseResult;
    const broken = summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`);
    expect(broken, broken.join('\n')).to.deep.equal([]);
    // A checker that reads nothing finds nothing: make sure that it followed real imports.
    expect(summary.totalCruised).to.be.greaterThan(50);
    expect(summary.totalDependenciesCruised ?? 0).to.be.greaterThan(100);
  });
});
