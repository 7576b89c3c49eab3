import type { HttpAnswer } from './router.ts';

/** What went wrong, as a client reads it. Source: RFC 9457; Spring's `ProblemDetail`. */
export interface Problem {
  readonly status: number;
  /** The status' own words when left out. */
  readonly title?: string;
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  415: 'Unsupported Media Type',
};

/** A problem as the answer to a request for `path`. */
export function problemAnswer(problem: Problem, path: string): HttpAnswer {
  const { status, detail, headers } = problem;
  const title = problem.title ?? TITLES[status] ?? 'Internal Server Error';
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({
      type: 'about:blank',
      title,
      status,
      ...(detail === undefined ? {} : { detail }),
      instance: path,
    }),
  };
}
