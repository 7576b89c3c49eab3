import { expect } from 'chai';
import { DISTANCE_MS, EventStream } from '../../../server/events/event-stream.ts';
import { Hub } from '../../../server/events/hub.ts';
import { until } from '../support/until.ts';

class Page {
  readonly texts: string[] = [];
  writableLength = 0;
  ended = false;
  write(text: string): boolean {
    this.texts.push(text);
    return true;
  }
  end(): void {
    this.ended = true;
  }
  get messages(): string[] {
    return this.texts.filter((text) => text.includes('event:'));
  }
}

const noCases = new Set<string>();

describe('an event stream', () => {
  let page: Page;
  let stream: EventStream;
  beforeEach(() => {
    page = new Page();
    stream = new EventStream(page, false);
  });
  afterEach(() => stream.close());

  it('makes one message of a burst, then keeps its distance', async () => {
    for (let n = 0; n < 500; n += 1) stream.hear({ boxes: true, cases: new Set(['1']) });
    const startedAt = performance.now();
    await until('the first message', () => page.messages.length === 1);
    expect(page.messages[0])
      .to.include('event: tasks\ndata: {}\n\n')
      .and.to.include('event: case\ndata: {"key":"1"}\n\n');
    stream.hear({ boxes: true, cases: noCases });
    await until('the second message', () => page.messages.length === 2);
    expect(performance.now() - startedAt).to.be.greaterThan(DISTANCE_MS * 0.9);
  });

  it('tells of the board only those who oversee', async () => {
    const other = new Page();
    const overseer = new EventStream(other, true);
    for (const one of [stream, overseer]) one.hear({ boxes: false, cases: new Set(['1']) });
    await until('both heard', () => page.messages.length + other.messages.length === 2);
    expect(other.messages[0]).to.include('event: board');
    expect(page.messages[0]).to.not.include('event: board');
    overseer.close();
  });

  it('lets a page go that does not read', async () => {
    page.writableLength = 2_000_000;
    stream.hear({ boxes: true, cases: noCases });
    await until('the page is let go', () => page.ended);
  });

  it('hears of its groups’ boxes from the hub, until it leaves', () => {
    const hub = new Hub();
    const heard: boolean[] = [];
    const hear = ({ boxes }: { boxes: boolean }): void => void heard.push(boxes);
    const leave = hub.listen({ groups: new Set(['unit:1']), hear });
    hub.tell({ groups: new Set(['unit:1']), cases: noCases });
    hub.tell({ groups: new Set(['unit:2']), cases: noCases });
    leave();
    hub.tell({ groups: new Set(['unit:1']), cases: noCases });
    expect(heard).to.deep.equal([true, false]);
    expect(hub.size).to.equal(0);
  });
});
