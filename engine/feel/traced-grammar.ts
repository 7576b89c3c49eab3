import {
  anyChar,
  commaList,
  identifierWithWhitespaces,
  name,
  number,
  qualifiedName,
  spaced,
  stringWithQuotes,
  temporal,
  valueProperty,
  whitespace,
} from './traced-lexemes.ts';
import {
  chars,
  choice,
  end,
  followed,
  lazy,
  literal,
  named,
  not,
  optional,
  start,
  stringIn,
} from './traced-parser.ts';
import type { Rule } from './traced-parser.ts';
import { repeat } from './traced-repetition.ts';

/**
 * FEEL's grammar rule by rule as feel-scala writes it, names too, because they are told in messages
 * about texts that can't be parsed. Source: feel-scala FeelParser.scala, FeelWhitespace.scala
 */

// --- expressions

const expression: Rule = lazy(() => choice(ifOp, forOp, quantifiedOp, disjunction));
const math: Rule = lazy(() => addSub);

const ifOp = named(
  'ifOp',
  spaced(literal('if'), expression, literal('then'), expression, literal('else'), expression),
);
const iterationContext = named('iterationContext', spaced(math, literal('..'), math));
const listIterator = named(
  'listIterator',
  spaced(
    name,
    literal('in'),
    choice(
      iterationContext,
      lazy(() => value),
    ),
  ),
);
const forOp = named(
  'forOp',
  spaced(literal('for'), commaList(1, listIterator), literal('return'), expression),
);
const quantifiedOp = named(
  'quantifiedOp',
  spaced(
    choice(literal('some'), literal('every')),
    commaList(1, listIterator),
    literal('satisfies'),
    expression,
  ),
);
const positiveUnaryTest: Rule = lazy(() =>
  choice(spaced(boolean, end), simplePositiveUnaryTest, expression),
);
const positiveUnaryTests = named('positiveUnaryTests', commaList(1, positiveUnaryTest));
const binaryComparison = named(
  'binaryComparison',
  spaced(stringIn('<=', '>=', '<', '>', '!=', '='), math),
);
const between = named('between', spaced(literal('between'), math, literal('and'), math));
const specialTypeName = named(
  'specialTypeName',
  choice(
    literal('years and months duration'),
    literal('days and time duration'),
    literal('date and time'),
    literal('function'),
  ),
);
const typeName = named('typeName', choice(specialTypeName, qualifiedName));
const instanceOf = named('instanceOf', spaced(literal('instance'), literal('of'), typeName));
const inTest = named(
  'in',
  spaced(
    literal('in'),
    choice(spaced(literal('('), positiveUnaryTests, literal(')')), positiveUnaryTest),
  ),
);
const comparison = choice(binaryComparison, between, instanceOf, inTest);
const level3: Rule = lazy(() =>
  choice(followed(whitespace, math, optional(comparison)), simplePositiveUnaryTest),
);
const conjunction = named(
  'conjunction',
  spaced(level3, repeat(whitespace, 0, spaced(literal('and'), level3))),
);
const disjunction = named(
  'disjunction',
  spaced(conjunction, repeat(whitespace, 0, spaced(literal('or'), conjunction))),
);

// --- arithmetic

const mathNegation = named(
  'mathNegation',
  spaced(
    optional(literal('-')),
    lazy(() => value),
  ),
);
const exponent = named(
  'exponent',
  spaced(mathNegation, repeat(whitespace, 0, spaced(literal('**'), mathNegation))),
);
const timesOrBy = chars('[*/]', (char) => char === '*' || char === '/');
const mulDiv = named(
  'mulDiv',
  spaced(exponent, repeat(whitespace, 0, spaced(timesOrBy, exponent))),
);
const plusOrMinus = chars('[+\\\\-]', (char) => char === '+' || char === '-');
const addSub = named('addSub', spaced(mulDiv, repeat(whitespace, 0, spaced(plusOrMinus, mulDiv))));

// --- values

const nullLiteral = named('nullLiteral', literal('null'));
const boolean = named('boolean', choice(literal('true'), literal('false')));
const string = named('string', stringWithQuotes);
const list = named('list', spaced(literal('['), commaList(0, expression), literal(']')));
const reservedSymbol = named(
  'reservedSymbol',
  chars('["\\""][{][}][:][,][[][]][`]', (char) => '"{}:,[]`'.includes(char)),
);
const contextKeyAnySymbol = named(
  'contextKeyAnySymbol',
  repeat(whitespace, 1, spaced(not(reservedSymbol), anyChar)),
);
const contextEntry = named(
  'contextEntry',
  spaced(
    choice(contextKeyAnySymbol, identifierWithWhitespaces, name, stringWithQuotes),
    literal(':'),
    expression,
  ),
);
const context = named('context', spaced(literal('{'), commaList(0, contextEntry), literal('}')));
const anyLiteral = choice(nullLiteral, boolean, string, number, temporal, list, context);
const variableRef = named('variableRef', qualifiedName);
const inputValue = named('inputValue', literal('?'));
const parameterName = named('parameterName', choice(identifierWithWhitespaces, name));
const javaMethodSignature = named(
  'javaMethodSignature',
  spaced(
    literal('"'),
    name,
    literal('('),
    commaList(0, named('javaMethodParameter_', qualifiedName)),
    literal(')'),
    literal('"'),
  ),
);
const externalJavaFunction = named(
  'externalJavaFunction',
  spaced(
    ...['{', 'java', ':', '{', 'class', ':'].map(literal),
    stringWithQuotes,
    ...[',', 'method signature', ':'].map(literal),
    javaMethodSignature,
    literal('}'),
    literal('}'),
  ),
);
const externalFunction = named(
  'externalFunction',
  spaced(literal('external'), externalJavaFunction),
);
const functionDefinition = named(
  'functionDefinition',
  spaced(
    literal('function'),
    literal('('),
    commaList(0, parameterName),
    literal(')'),
    choice(externalFunction, expression),
  ),
);
const functionNameWithReservedWord = named(
  'functionNameWithReservedWord',
  choice(
    ...['and', 'or', 'date and time', 'years and months duration', 'get or else'].map(literal),
  ),
);
const rangeStart = named(
  'rangeStart',
  spaced(
    chars('[(][]][[]', (char) => '(]['.includes(char)),
    math,
  ),
);
const rangeEnd = named(
  'rangeEnd',
  spaced(
    math,
    chars('[)][[][]]', (char) => ')[]'.includes(char)),
  ),
);
const range = named('range', spaced(rangeStart, literal('..'), rangeEnd));
const namedParameters = named(
  'namedParameters',
  commaList(1, spaced(parameterName, literal(':'), choice(range, expression))),
);
const positionalParameters = named('positionalParameters', commaList(1, choice(range, expression)));
const functionInvocation = named(
  'functionInvocation',
  spaced(
    choice(choice(identifierWithWhitespaces, functionNameWithReservedWord), qualifiedName),
    literal('('),
    optional(choice(namedParameters, positionalParameters)),
    literal(')'),
  ),
);
const path = named(
  'path',
  repeat(whitespace, 1, spaced(literal('.'), choice(valueProperty, name))),
);
const filter = named(
  'filter',
  repeat(whitespace, 1, spaced(literal('['), expression, literal(']'))),
);
const chained: Rule = lazy(() => followed(whitespace, choice(path, filter), optional(chained)));
const terminalValue = choice(
  temporal,
  functionInvocation,
  variableRef,
  anyLiteral,
  inputValue,
  functionDefinition,
  spaced(literal('('), expression, literal(')')),
);
const value: Rule = followed(whitespace, terminalValue, optional(chained));

// --- unary tests

const negation = named(
  'negation',
  spaced(literal('not'), literal('('), positiveUnaryTests, literal(')')),
);
const anyInput = named('anyInput', literal('-'));
const unaryComparison = named('unaryComparison', spaced(stringIn('<=', '>=', '<', '>'), math));
const simplePositiveUnaryTest = choice(unaryComparison, range);
const unaryTests = choice(negation, positiveUnaryTests, anyInput);

/** A whole text as an expression. */
export const fullExpression = named('fullExpression', spaced(start, expression, end));

/** A whole text as unary tests. */
export const fullUnaryExpression = named('fullUnaryExpression', spaced(start, unaryTests, end));
