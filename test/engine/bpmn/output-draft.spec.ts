import { expect } from 'chai';
import { OutputDraft } from '../../../engine/bpmn/element/output-draft.ts';

describe('the pieces of an output collection', () => {
  it('give the text of the array with the items that were replaced', () => {
    for (const size of [1, 2, 3, 7, 8, 9]) {
      const items: unknown[] = new Array(size).fill(null);
      const draft = new OutputDraft(JSON.stringify(items));
      for (let at = size; at > 0; at -= 1) {
        const item = { at, text: 'a "quoted", [bracketed] text', list: [at, { at }] };
        items[at - 1] = item;
        expect(draft.replace(at, JSON.stringify(item))).to.equal(true);
        expect(draft.text).to.equal(JSON.stringify(items));
      }
      expect(draft.size).to.equal(size);
    }
  });

  it('are found in arrays of any values', () => {
    const array = '[1,"a,]\\"",[2,[3]],{"b":{"c":[4]}},null,true]';
    const draft = new OutputDraft(array);
    expect(draft.size).to.equal(6);
    draft.replace(4, '0');
    expect(draft.text).to.equal('[1,"a,]\\"",[2,[3]],0,null,true]');
  });

  it('are not replaced by what they are', () => {
    const draft = new OutputDraft('[1,2]');
    expect(draft.replace(2, '2')).to.equal(false);
    expect(draft.text).to.equal('[1,2]');
  });

  it('are none in an empty array', () => {
    expect(new OutputDraft('[]').size).to.equal(0);
  });
});
