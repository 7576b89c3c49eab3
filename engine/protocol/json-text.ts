declare const jsonText: unique symbol;

/**
 * Compact JSON text of a whole value (no insignificant white space). The engine keeps documents as
 * text: it
 * never needs to look into most of them, and the exporter splices them into its output as they are.
 */
export type JsonText = string & { readonly [jsonText]: true };

/** The empty document, Zeebe's value of every document field that was never set. */
export const EMPTY_DOCUMENT = '{}' as JsonText;

/** Any JSON value, as it is after parsing. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Marks a text as compact JSON. Only for texts made by `JSON.stringify` or checked by the document
 * reader.
 */
export function asJsonText(text: string): JsonText {
  return text as JsonText;
}

/**
 * The shape of `T` in an exported record: a document field holds the parsed value instead of its
 * text.
 * Source: zeebe/protocol, `RecordValueWithVariables`.
 */
export type Exported<T> = T extends JsonText
  ? { [name: string]: Json }
  : T extends readonly (infer I)[]
    ? Exported<I>[]
    : T extends object
      ? { [P in keyof T]: Exported<T[P]> }
      : T;

/**
 * `T` as the server parses it: every number named `key` or ending in `Key` (and lists ending in
 * `Keys`) is a
 * decimal string, because 64-bit keys exceed 2^53 from partition 4 on.
 */
export type WithStringKeys<T> = T extends readonly (infer I)[]
  ? WithStringKeys<I>[]
  : T extends object
    ? {
        [P in keyof T]: P extends 'key' | `${string}Key`
          ? T[P] extends number
            ? string
            : WithStringKeys<T[P]>
          : P extends `${string}Keys`
            ? T[P] extends readonly number[]
              ? string[]
              : WithStringKeys<T[P]>
            : WithStringKeys<T[P]>;
      }
    : T;
