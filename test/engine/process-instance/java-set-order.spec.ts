import { expect } from 'chai';
import { javaSetOrder, javaTextSetOrder } from '../../../engine/process-instance/java-set-order.ts';

describe('the order of a hash set of Java', () => {
  it('is that of the hashes of texts', () => {
    const texts = ['nothing', 'neither', 'a', 'sub', 'other', 'neither'];
    // As Java prints `new HashSet<>(…)` of them.
    expect(javaTextSetOrder(texts)).to.deep.equal(['a', 'sub', 'other', 'nothing', 'neither']);
  });

  it('is that of the hashes of keys, and grows with their number', () => {
    const first = 2 ** 51;
    const keys = Array.from({ length: 20 }, (_none, i) => first + 20 - i);
    const order = [8, 9, 10, 11, 12, 13, 14, 15, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20];
    expect(javaSetOrder(keys)).to.deep.equal(order.map((offset) => first + offset));
    expect(javaSetOrder([first + 17, first + 1])).to.deep.equal([first + 17, first + 1]);
  });
});
