import type { CompiledFeel } from './compile.ts';
import { compileFeel } from './compile.ts';

/**
 * An attribute's text, parsed once at deploy: either a static value (`order`) or a FEEL
 * expression (`=order.id`).
 *
 * `source` is the text without the `=`, which is how Zeebe names an expression in its messages.
 * `failure` is set when the FEEL text cannot be parsed; evaluating such an expression fails.
 * Source: expression-language/.../impl/FeelExpressionLanguage.java, StaticExpression.java
 */
export interface Expression {
  readonly source: string;
  readonly isStatic: boolean;
  /** The value of a static expression: a number when the text reads as one, else the text. */
  readonly staticValue: string | number | null;
  readonly compiled: CompiledFeel | null;
  readonly failure: string | null;
}

const FEEL_MARKER = /^=([\s\S]+)$/;
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Parses an attribute's text as Zeebe does: a leading `=` with something after it makes it FEEL,
 * anything else is a static value (a lone `=` too).
 */
export function parseExpression(text: string): Expression {
  const match = FEEL_MARKER.exec(text);
  return match === null ? staticExpression(text) : feelExpression(match[1] ?? '');
}

/** A static value, whatever the text looks like. */
export function staticExpression(text: string): Expression {
  const staticValue = DECIMAL.test(text) ? Number(text) : text;
  return { source: text, isStatic: true, staticValue, compiled: null, failure: null };
}

/** A FEEL expression from its text without the `=`. */
export function feelExpression(source: string): Expression {
  const result = compileFeel(source);
  return {
    source,
    isStatic: false,
    staticValue: null,
    compiled: result.ok ? result.compiled : null,
    failure: result.ok ? null : result.message,
  };
}
