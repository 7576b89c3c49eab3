import { compileCall, compileFunction, compileQualifiedCall } from './compile-call.ts';
import { compileUnaryTest, inputBySymbol, inputValue } from './compile-input.ts';
import { compileFilter, compileFor, compileQuantified } from './compile-list.ts';
import { compileContext, compileIteration, compileList, compileRange } from './compile-literal.ts';
import {
  compileArithmetic,
  compileCompare,
  compileEqual,
  compileIf,
  compileIn,
  compileInRange,
  compileInstanceOf,
  compileLogic,
  compileNegation,
  compileNot,
} from './compile-operator.ts';
import { compilePath, compileRef } from './compile-path.ts';
import type { Node } from './node.ts';
import { describeParseFailure } from './parse-failure.ts';
import { FeelParser } from './parser.ts';
import { mentions } from './syntax.ts';
import type { Exp } from './syntax.ts';

/** A FEEL expression ready to evaluate. */
export interface CompiledFeel {
  readonly node: Node;
  readonly exp: Exp;
}

export type CompileResult =
  | { readonly ok: true; readonly compiled: CompiledFeel }
  | { readonly ok: false; readonly message: string };

/**
 * Parses and compiles a FEEL expression.
 * Failures: the message feel-scala gives, `failed to parse expression '…': Expected …`.
 */
export function compileFeel(text: string): CompileResult {
  return compileWith(text, false);
}

/** Parses and compiles unary tests, as an input entry of a decision table holds them. */
export function compileUnaryTests(text: string): CompileResult {
  return compileWith(text, true);
}

function compileWith(text: string, isUnaryTests: boolean): CompileResult {
  try {
    return compileText(text, isUnaryTests);
  } catch (error) {
    // Nested deeper than the stack: feel-scala's parser overflows too, and says so.
    if (!(error instanceof RangeError)) throw error;
    const message = `failed to parse expression '${text}': java.lang.StackOverflowError`;
    return { ok: false, message };
  }
}

function compileText(text: string, isUnaryTests: boolean): CompileResult {
  const parser = new FeelParser(text);
  const exp = isUnaryTests ? parser.parseUnaryTests() : parser.parseExpression();
  if (exp === null) {
    return { ok: false, message: describeParseFailure(text, isUnaryTests) };
  }
  if (mentions(exp, 'external')) {
    const reason =
      'External functions are disabled. Use the FunctionProvider SPI (recommended) or enable ' +
      'external function in the configuration.';
    return { ok: false, message: `validation of expression '${text}' failed: ${reason}` };
  }
  return { ok: true, compiled: { node: compile(exp), exp } };
}

/** Compiles a syntax tree into a closure. Source: feel-scala FeelInterpreter.scala (eval) */
export function compile(exp: Exp): Node {
  switch (exp.kind) {
    case 'constant':
    case 'number': {
      const value = exp.value;
      return () => value;
    }
    case 'input':
      return inputBySymbol;
    case 'list':
      return compileList(exp.items.map(compile));
    case 'context':
      return compileContext(
        exp.entries.map(([key, value]) => [key, compile(value)]),
        mentions(exp, 'function'),
      );
    case 'range':
      return compileRange(exp);
    case 'ref':
      return compileRef(exp.names);
    case 'path':
      return compilePath(compile(exp.x), exp.key);
    case 'filter':
      return compileFilter(exp);
    case 'for':
      return compileFor(exp);
    case 'some':
    case 'every':
      return compileQuantified(exp);
    case 'iterationContext':
      return compileIteration(compile(exp.start), compile(exp.end));
    case 'call':
      return compileCall(exp);
    case 'qualifiedCall':
      return compileQualifiedCall(exp);
    case 'function':
      return compileFunction(exp);
    case 'external':
      return () => null;
    default:
      return compileOperator(exp);
  }
}

type OperatorExp = Extract<
  Exp,
  {
    kind:
      | 'arithmetic'
      | 'negation'
      | 'equal'
      | 'compare'
      | 'anyOf'
      | 'allOf'
      | 'not'
      | 'if'
      | 'in'
      | 'instanceOf'
      | 'inputEqual'
      | 'inputCompare'
      | 'inputInRange'
      | 'unaryTest';
  }
>;

function compileOperator(exp: OperatorExp): Node {
  switch (exp.kind) {
    case 'arithmetic':
      return compileArithmetic(exp.operator, compile(exp.x), compile(exp.y));
    case 'negation':
      return compileNegation(compile(exp.x));
    case 'equal':
      return compileEqual(compile(exp.x), compile(exp.y));
    case 'compare':
      return compileCompare(exp.operator, compile(exp.x), compile(exp.y));
    case 'anyOf':
      return compileLogic(exp.items.map(compile), true);
    case 'allOf':
      return compileLogic(exp.items.map(compile), false);
    case 'not':
      return compileNot(compile(exp.x));
    case 'if':
      return compileIf(compile(exp.condition), compile(exp.then), compile(exp.else));
    case 'in':
      return compileIn(compile(exp.x), compile(exp.test));
    case 'instanceOf':
      return compileInstanceOf(compile(exp.x), exp.type);
    case 'inputEqual':
      return compileEqual(inputValue, compile(exp.x));
    case 'inputCompare':
      return compileCompare(exp.operator, inputValue, compile(exp.x));
    case 'inputInRange':
      return compileInRange(exp.range);
    case 'unaryTest':
      return compileUnaryTest(compile(exp.x));
  }
}
