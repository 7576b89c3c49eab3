import type { RejectionType } from '../protocol/record-type.ts';

/**
 * Takes back a command that wrote records before it turned out to be refused. The only expected refusal that is thrown: what was
 * written must go. Everywhere else a refusal is a returned value.
 * Source: zeebe/engine, `TypedRecordProcessor.tryHandleError`.
 */
export class ExpectedRefusal extends Error {
  override readonly name = 'ExpectedRefusal';
  readonly type: RejectionType;

  constructor(type: RejectionType, reason: string) {
    super(reason);
    this.type = type;
  }
}
