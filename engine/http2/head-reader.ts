import { HeaderDecoder } from './header-decoder.ts';
import { HTTP2_LIMITS } from './limits.ts';
import { RequestHead } from './request-head.ts';

/**
 * Reads the header blocks of a connection. A client sends the same few blocks again and again once
 * both sides remember its headers; those are read once, for as long as the table is the same.
 */
export class HeadReader {
  private readonly decoder = new HeaderDecoder();
  private readonly known = new Map<string, RequestHead>();
  private version = 0;

  /** @throws ConnectionFault for what is no header block. */
  read(bytes: Buffer, start: number, end: number): RequestHead {
    const { decoder, known } = this;
    const isShort = end - start <= HTTP2_LIMITS.maxRememberedBlockBytes;
    const block = isShort ? bytes.toString('latin1', start, end) : '';
    const found = isShort ? known.get(block) : undefined;
    if (found) return found;
    const head = new RequestHead(HTTP2_LIMITS.maxHeaderListBytes);
    decoder.decode(bytes, start, end, head.take);
    if (decoder.version !== this.version) {
      this.version = decoder.version;
      known.clear();
    } else if (isShort) {
      if (known.size >= HTTP2_LIMITS.maxRememberedBlocks) known.clear();
      known.set(block, head);
    }
    return head;
  }
}
