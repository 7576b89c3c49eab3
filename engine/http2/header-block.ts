import { HTTP2_LIMITS } from './limits.ts';
import { ConnectionFault, ERROR, FLAG } from './protocol.ts';

/** Puts a header block together that was cut into HEADERS and CONTINUATION frames. */
export class HeaderBlock {
  /** The stream whose block is open; 0: none. Until it ends nothing else may come. */
  streamId = 0;
  /** Whether the frame that began it ends the stream. */
  endsStream = false;
  private pieces: Buffer[] = [];
  private sizeBytes = 0;

  /** A block that goes on behind its first frame. */
  begin(streamId: number, endsStream: boolean, piece: Buffer): void {
    this.streamId = streamId;
    this.endsStream = endsStream;
    this.pieces = [Buffer.from(piece)];
    this.sizeBytes = piece.length;
  }

  /**
   * Adds a CONTINUATION; answers the whole block when it was the last one.
   * @throws ConnectionFault when it belongs to nothing, or makes the block too large.
   */
  add(streamId: number, flags: number, piece: Buffer): Buffer | null {
    if (this.streamId === 0 || streamId !== this.streamId) {
      throw new ConnectionFault(ERROR.PROTOCOL_ERROR, 'CONTINUATION of nothing');
    }
    this.sizeBytes += piece.length;
    const isTooLong = this.pieces.length > HTTP2_LIMITS.maxContinuations;
    if (isTooLong || this.sizeBytes > HTTP2_LIMITS.maxHeaderBlockBytes) {
      throw new ConnectionFault(ERROR.ENHANCE_YOUR_CALM, 'too many headers');
    }
    this.pieces.push(Buffer.from(piece));
    if ((flags & FLAG.END_HEADERS) === 0) return null;
    const whole = Buffer.concat(this.pieces);
    this.streamId = 0;
    this.pieces = [];
    return whole;
  }
}
