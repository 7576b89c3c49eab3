import { Client, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';

/** What a call by its path came to: the bytes of the answer, or the error with its trailers. */
export type RawAnswer =
  | { readonly bytes: Buffer }
  | { readonly code: number; readonly details: string; readonly metadata: Metadata };

/** A client that knows no service: sends bytes to any path. */
export class RawClient {
  private readonly client: Client;

  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure());
  }

  /** Sends one message and takes the first answer. */
  call(path: string, request: Buffer = Buffer.alloc(0)): Promise<RawAnswer> {
    const same = (bytes: Buffer): Buffer => bytes;
    return new Promise((resolve) => {
      const done = (error: ServiceError | null, bytes?: Buffer): void =>
        resolve(error ?? { bytes: bytes ?? Buffer.alloc(0) });
      this.client.makeUnaryRequest(path, same, same, request, done);
    });
  }

  close(): void {
    this.client.close();
  }
}
