/** One header of a request or an answer; name and value are bytes as Latin-1. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** What it takes of a table. Source: RFC 7541, 4.1. */
  readonly sizeBytes: number;
}

/** Makes a field with its size. */
export function headerField(name: string, value: string): HeaderField {
  return { name, value, sizeBytes: name.length + value.length + 32 };
}
