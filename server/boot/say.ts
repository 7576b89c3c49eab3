/** Lines for the person who runs the server; requests and failures go to the log instead. */
export interface Say {
  /** Good news, on standard output. */
  news(line: string): void;
  /** Trouble and what is done about it, on standard error; the same line is said once in a row. */
  trouble(line: string): void;
}

/** Says lines to two streams. */
export function speaker(
  out: { write(text: string): unknown },
  err: { write(text: string): unknown },
): Say {
  let last = '';
  return {
    news: (line) => {
      last = '';
      out.write(`Tongqu: ${line}\n`);
    },
    trouble: (line) => {
      if (line !== last) err.write(`Tongqu: ${line}\n`);
      last = line;
    },
  };
}
