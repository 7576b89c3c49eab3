import type { AnyValue } from '../protocol/record.ts';
import type { RejectionType } from '../protocol/record-type.ts';

/**
 * Takes back a command that wrote records before it turned out to be refused. The only expected
 * refusal that is thrown: what was written must go. Everywhere else a refusal is a returned value.
 * Source: zeebe/engine, `TypedRecordProcessor.tryHandleError`.
 */
export class ExpectedRefusal extends Error {
  override readonly name = 'ExpectedRefusal';
  readonly type: RejectionType;
  /** What the rejection's record holds, when that is more than the command's own value. */
  readonly value: AnyValue | undefined;

  constructor(type: RejectionType, reason: string, value?: AnyValue) {
    super(reason);
    this.type = type;
    this.value = value;
  }
}
