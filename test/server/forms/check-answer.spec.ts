import { expect } from 'chai';
import { checkAnswer } from '../../../server/forms/check-answer.ts';
import { feel } from '../../../server/forms/feel.ts';

const field = (type: string, key: string, more: object = {}): object => ({
  type,
  key,
  label: key,
  id: key,
  ...more,
});
const form = (...components: object[]): Record<string, unknown> => ({
  type: 'default',
  components,
});
const messages = (schema: Record<string, unknown>, answer: Record<string, unknown>): string[] => {
  const checked = checkAnswer(schema, answer, feel);
  return checked.ok ? [] : checked.errors.map(({ path, message }) => `${path} ${message}`);
};
const required = { validate: { required: true } };
const options = { values: [{ label: '同意', value: 'agree' }] };

describe('a form answer', () => {
  const cases: [string, object, unknown, string[]][] = [
    [
      'a missing required text',
      field('textfield', 'a', required),
      undefined,
      ['variables.a 请填写“a”'],
    ],
    [
      'blanks for a required text',
      field('textarea', 'a', required),
      '  ',
      ['variables.a 请填写“a”'],
    ],
    [
      'an unticked required box',
      field('checkbox', 'a', required),
      false,
      ['variables.a 请填写“a”'],
    ],
    [
      'a text too long',
      field('textfield', 'a', { validate: { maxLength: 2 } }),
      '三个字',
      ['variables.a “a”最多填写 2 个字'],
    ],
    [
      'a text too short',
      field('textfield', 'a', { validate: { minLength: 3 } }),
      '两字',
      ['variables.a “a”至少填写 3 个字'],
    ],
    [
      'a text against its pattern',
      field('textfield', 'a', { validate: { pattern: '^\\d+$' } }),
      'x',
      ['variables.a “a”的格式不对'],
    ],
    ['an object for a text', field('textfield', 'a'), {}, ['variables.a “a”应填写文字']],
    [
      'a number too small',
      field('number', 'a', { validate: { min: 1 } }),
      0,
      ['variables.a “a”不能小于 1'],
    ],
    [
      'a number too large',
      field('number', 'a', { validate: { max: 9 } }),
      10,
      ['variables.a “a”不能大于 9'],
    ],
    ['a word for a number', field('number', 'a'), 'x', ['variables.a “a”应填写数字']],
    [
      'an option that is not offered',
      field('radio', 'a', options),
      'x',
      ['variables.a “a”的选项不存在，请重新选择'],
    ],
    ['an option that is', field('select', 'a', options), 'agree', []],
    [
      'a list with an option that is not offered',
      field('checklist', 'a', options),
      ['agree', 'x'],
      ['variables.a “a”的选项不存在，请重新选择'],
    ],
    ['a date that is none', field('datetime', 'a'), 'soon', ['variables.a “a”的日期格式不对']],
    [
      'objects for picked units',
      field('textfield', 'a', { properties: { 'tongqu:widget': 'units' } }),
      [{}],
      ['variables.a “a”的选择无法识别，请重新选择'],
    ],
  ];
  for (const [name, component, value, expected] of cases) {
    it(`given ${name}, says: ${expected[0] ?? 'nothing'}`, () => {
      expect(messages(form(component), { a: value })).to.deep.equal(expected);
    });
  }

  it('drops what the form does not ask for, or only shows', () => {
    const schema = form(field('textfield', 'a'), field('textfield', 'b', { readonly: true }));
    const checked = checkAnswer(schema, { a: '1', b: '2', startedBy: 'p-1' });
    expect(checked).to.deep.equal({ ok: true, variables: { a: '1' } });
  });

  it('does not ask for a field that a condition hides', () => {
    const hidden = field('textarea', 'why', { ...required, conditional: { hide: '=a = "yes"' } });
    const schema = form(field('textfield', 'a'), hidden);
    expect(messages(schema, { a: 'yes' })).to.deep.equal([]);
    expect(messages(schema, { a: 'no' })).to.deep.equal(['variables.why 请填写“why”']);
  });

  it('looks into groups and rows', () => {
    const parts = [field('number', 'n', required)];
    const rows = { type: 'dynamiclist', path: 'rows', components: parts };
    const schema = form({ type: 'group', components: [field('textfield', 'a', required)] }, rows);
    expect(messages(schema, { rows: [{ n: 1 }, {}] })).to.deep.equal([
      'variables.a 请填写“a”',
      'variables.rows.1.n 请填写“n”',
    ]);
  });
});
