import { expect } from 'chai';
import { scriptJson } from '../../../web/helpers/helpers.ts';
import { bytesText, limitText, personText } from '../../../web/helpers/words.ts';
import { safeNext } from '../../../web/view/person.ts';
import { factsOf } from '../../../web/view/facts.ts';

describe('helpers', () => {
  it('given data with markup, when put into a script element, then it cannot close it', () => {
    const text = scriptJson({ title: '</script><script>alert(1)</script>\u2028' });
    expect(text).to.not.match(/[<>\u2028]/);
    expect(JSON.parse(text)).to.deep.equal({ title: '</script><script>alert(1)</script>\u2028' });
    expect(scriptJson(undefined)).to.equal('null');
  });

  it('given limits, sizes and persons, when shown, then in officials’ words', () => {
    expect(limitText('5wd')).to.equal('5 个工作日');
    expect(limitText('60d')).to.equal('60 日');
    expect(limitText('=signLimit')).to.equal('发起时选定');
    expect(limitText('soon')).to.equal('soon');
    expect(bytesText(900)).to.equal('900 B');
    expect(bytesText(3_400_000)).to.equal('3.2 MB');
    expect(personText({ name: '张01', position: '处长', unitName: '市发改委' })).to.equal(
      '市发改委 张01（处长）',
    );
    expect(
      personText({ name: '市发改委负责人01', position: '负责人', unitName: '市发改委' }),
    ).to.equal('市发改委负责人01');
    expect(personText(null)).to.equal('');
  });

  it('given where to go after login, when it leads off this site, then the inbox instead', () => {
    expect(safeNext('/cases/1?x=2')).to.equal('/cases/1?x=2');
    for (const bad of [
      '//evil.example',
      '/\\evil',
      'https://evil.example',
      '/a\r\nb',
      undefined,
      ['/a'],
    ]) {
      expect(safeNext(bad)).to.equal('/tasks');
    }
  });

  it('given a form and its answers, when told in words, then no raw objects show', () => {
    const form = {
      components: [
        { key: 'kind', label: '文种', values: [{ value: 'notice', label: '通知' }] },
        {
          components: [
            { key: 'units', label: '单位' },
            { key: 'secret', label: '内部' },
          ],
        },
        { key: 'urgent', label: '加急' },
        { label: '没有键' },
      ],
    };
    const facts = factsOf(form, {
      kind: 'notice',
      units: Array(500).fill('u'),
      secret: { a: 1 },
      urgent: true,
    });
    expect(facts).to.deep.equal([
      { key: 'kind', label: '文种', value: '通知' },
      { key: 'units', label: '单位', value: '共 500 项' },
      { key: 'urgent', label: '加急', value: '是' },
    ]);
  });
});
