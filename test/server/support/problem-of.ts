import { Problem } from '../../../server/errors.ts';

/** The problem a call is refused with; fails when it is not refused, or with something else. */
export const problemOf = (call: Promise<unknown>): Promise<Problem> =>
  call.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
