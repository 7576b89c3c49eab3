import type { Handler } from '../grpc/service.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { AnsweredRecord, Command, CommandPort } from '../stream/command-port.ts';
import { internalFailure, Refusal, refusalOf } from './refusal.ts';

/** The answering event of a record kind. */
export type AnswerOf<VT extends ValueType> = Extract<AnsweredRecord, { valueType: VT }> &
  Pick<Extract<AnyRecord, { valueType: VT }>, 'value'>;

/** A call that is one command: how the request becomes it, and how its event becomes the answer. */
export interface UnaryRpc<Request, VT extends ValueType, Answer extends ValueType = VT> {
  toCommand(request: Request): Command<VT> | Refusal;
  toResponse(event: AnswerOf<Answer>): object;
}

/** Ties a call to the engine. */
export function serveUnary<Request, VT extends ValueType, Answer extends ValueType>(
  port: CommandPort,
  rpc: UnaryRpc<Request, VT, Answer>,
): Handler<Request> {
  return (call) => {
    const command = rpc.toCommand(call.request);
    if (command instanceof Refusal) {
      call.refuse(command);
      return;
    }
    port.write(command).then(
      (answer) => {
        if (answer.kind !== 'event') call.refuse(refusalOf(answer, command.intent));
        else call.answer(rpc.toResponse(answer.record as AnswerOf<Answer>));
      },
      (error: unknown) => call.refuse(internalFailure(error)),
    );
  };
}
