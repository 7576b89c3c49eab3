import {
  ConnectionFault,
  DEFAULT_WINDOW,
  ERROR,
  MAX_FRAME_BYTES,
  MAX_WINDOW,
  SETTING,
} from './protocol.ts';

const ENTRY_BYTES = 6;
const MAX_MAX_FRAME_BYTES = 2 ** 24 - 1;

/** What the client has said of itself. What concerns pushes and priorities is of no use here. */
export class PeerSettings {
  /** What a stream may send at its start. */
  initialWindow = DEFAULT_WINDOW;
  /** The largest frame that it takes. */
  maxFrameBytes = MAX_FRAME_BYTES;

  /**
   * Takes a SETTINGS frame.
   * @throws ConnectionFault for a frame of another length, or a value that is not allowed.
   * Source: RFC 9113, 6.5.
   */
  take(bytes: Buffer, start: number, end: number): void {
    if ((end - start) % ENTRY_BYTES !== 0) {
      throw new ConnectionFault(ERROR.FRAME_SIZE_ERROR, 'no settings');
    }
    for (let at = start; at < end; at += ENTRY_BYTES) {
      this.set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
    }
  }

  private set(name: number, value: number): void {
    if (name === SETTING.ENABLE_PUSH && value > 1) {
      throw new ConnectionFault(ERROR.PROTOCOL_ERROR, 'no way to push');
    }
    if (name === SETTING.INITIAL_WINDOW_SIZE) {
      if (value > MAX_WINDOW) {
        throw new ConnectionFault(ERROR.FLOW_CONTROL_ERROR, 'too large a window');
      }
      this.initialWindow = value;
    }
    if (name === SETTING.MAX_FRAME_SIZE) {
      if (value < MAX_FRAME_BYTES || value > MAX_MAX_FRAME_BYTES) {
        throw new ConnectionFault(ERROR.PROTOCOL_ERROR, 'no size of frames');
      }
      this.maxFrameBytes = value;
    }
  }
}
