import { expect } from 'chai';
import { type PartWorker, startPart } from '../../../server/boot/part-worker.ts';

/** Starts the mortal thread; `ended` resolves with how it ended. */
async function mortal(maxHeapMb?: number): Promise<{ part: PartWorker; ended: Promise<unknown> }> {
  let end: (how: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const part = await new Promise<PartWorker>((resolve) => {
    const started: PartWorker = startPart({
      module: 'test/server/boot/fixtures/mortal.worker',
      workerData: null,
      ...(maxHeapMb === undefined ? {} : { maxHeapMb }),
      onMessage: () => resolve(started),
      onEnd: (error) => end(error),
    });
  });
  return { part, ended };
}

describe('a thread of the product', () => {
  it('given an exception that nobody catches, ends alone and says why', async () => {
    const { part, ended } = await mortal();
    part.post({ type: 'throw' });
    expect(await ended)
      .to.be.instanceOf(Error)
      .with.property('message', 'a fault in the thread');
  });

  it('given it has no memory left, ends alone and says so', async () => {
    const { part, ended } = await mortal(24);
    part.post({ type: 'hoard' });
    expect(await ended).to.have.property('code', 'ERR_WORKER_OUT_OF_MEMORY');
  });

  it('given it leaves without a word, is heard of', async () => {
    const { part, ended } = await mortal();
    part.post({ type: 'leave' });
    expect(await ended).to.equal(null);
    part.post({ type: 'throw' });
    await part.close();
  });

  it('given it was asked to close, is no loss', async () => {
    const { part, ended } = await mortal();
    await part.close();
    expect(await Promise.race([ended, Promise.resolve('not heard')])).to.equal('not heard');
  });
});
