import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../web/view/root.ts';

const sheet = readFileSync(join(projectRoot(), 'web/styles/tokens.css'), 'utf8');
const colors = new Map(
  [...sheet.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]),
);

/** Relative luminance of a color. Source: WCAG 2.2, definition of relative luminance. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const texts = ['ink', 'ink-2', 'ink-3', 'seal', 'link', 'green', 'blue', 'yellow', 'red'];
const grounds = ['paper', 'desk', 'select', 'seal-tint'];
const tinted = ['green', 'blue', 'yellow', 'red'];

describe('contrast of texts on grounds', () => {
  for (const text of texts) {
    it(`given text in ${text}, when it stands on any ground, then at least 4.5:1`, () => {
      for (const ground of grounds) {
        const ratio = contrast(colors.get(text)!, colors.get(ground)!);
        expect(ratio, `${text} on ${ground}`).to.be.at.least(4.5);
      }
    });
  }
  it('given a light, when it stands on its own tint, then at least 4.5:1', () => {
    for (const light of tinted) {
      const ratio = contrast(colors.get(light)!, colors.get(`${light}-tint`)!);
      expect(ratio, light).to.be.at.least(4.5);
    }
  });
  it('given white text on the seal, then at least 4.5:1', () => {
    expect(contrast('#ffffff', colors.get('seal')!)).to.be.at.least(4.5);
  });
});
