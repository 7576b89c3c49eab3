import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { readFormId } from '../../../engine/deployment/form-json.ts';

/** A form, and what Jackson makes of it as Zeebe uses it. */
interface Answer {
  readonly what: string;
  readonly text?: string;
  /** Forms that aren't UTF-8. */
  readonly base64?: string;
  readonly answer: unknown;
}

const ANSWERS = readFileSync(new URL('zeebe-form-answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

describe('engine/deployment forms', () => {
  for (const { what, text, base64, answer } of ANSWERS) {
    it(`reads the id of a form as Zeebe does: ${what}`, () => {
      const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
      expect(readFormId(bytes)).to.deep.equal(answer);
    });
  }
});
