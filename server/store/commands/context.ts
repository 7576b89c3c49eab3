import { encodeElement } from '../bson/encode.ts';
import type { Doc } from '../bson/decode.ts';
import { isDoc, isNumeric, toNumber, typeName, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import type { Committer } from '../storage/commit.ts';
import type { Tables } from '../storage/tables.ts';
import type { Command } from '../wire/message.ts';
import type { CursorTable } from './cursor-table.ts';

/** What commands work on. */
export interface Store {
  tables: Tables;
  catalog: Catalog;
  committer: Committer;
  cursors: CursorTable;
  now: () => Date;
  startedAt: number;
  connections: () => number;
  counters: Map<string, number>;
  dataDir: string;
}

/** An answer: elements of a document, ready-made where they carry stored documents. */
export type Reply = Uint8Array[];

/** Carries out a command. Refuses by throwing StoreError. */
export type Handler = (store: Store, command: Command) => Reply | Promise<Reply>;

/** An answer out of values, with `ok: 1`. */
export function ok(fields: Doc = {}): Reply {
  return [...Object.entries({ ...fields, ok: 1.0 }).map(([k, v]) => encodeElement(k, v))];
}

/** The collection's name in a command. Fails with InvalidNamespace. */
export function collectionName(command: Command): string {
  const name = command.body[command.name];
  if (typeof name === 'string' && name !== '') return name;
  throw new StoreError(
    'InvalidNamespace',
    `collection name has invalid type ${typeName(name)} for ${command.name}`,
  );
}

/** The collection a command is about, if it exists. */
export function collectionOf(store: Store, command: Command): Collection | undefined {
  return store.catalog.get(command.db, collectionName(command));
}

/** The collection. Fails with NamespaceNotFound. */
export function existing(store: Store, command: Command): Collection {
  const c = collectionOf(store, command);
  if (c) return c;
  throw new StoreError(
    'NamespaceNotFound',
    `ns does not exist: ${command.db}.${collectionName(command)}`,
  );
}

/** A whole number of a command, or the default. Fails with BadValue when negative or no number. */
export function wholeNumber(body: Doc, field: string, fallback: number): number {
  const v = body[field];
  if (v === undefined || v === null) return fallback;
  if (!isNumeric(typeOf(v))) {
    throw new StoreError(
      'TypeMismatch',
      `BSON field '${field}' is the wrong type '${typeName(v)}', ` +
        "expected types '[long, int, decimal, double]'",
    );
  }
  const n = Math.trunc(toNumber(v));
  if (n < 0) {
    throw new StoreError(
      'BadValue',
      `BSON field '${field}' value must be >= 0, actual value '${n}'`,
    );
  }
  return n;
}

/** A document of a command, or an empty one. Fails with TypeMismatch. */
export function docField(body: Doc, field: string): Doc {
  const v = body[field];
  if (v === undefined || v === null) return {};
  if (isDoc(v)) return v;
  throw new StoreError(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type '${typeName(v)}', expected type 'object'`,
  );
}

/** Fails with BadValue when a command asks for a collation other than the simple one. */
export function refuseCollation(body: Doc): void {
  const collation = body['collation'];
  if (collation === undefined || collation === null) return;
  if (isDoc(collation) && (collation['locale'] === 'simple' || Object.keys(collation).length === 0))
    return;
  throw new StoreError(
    'BadValue',
    'collation is not supported by this store (only locale "simple")',
  );
}
