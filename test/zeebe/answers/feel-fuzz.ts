import { Random } from './random.ts';

/**
 * Random FEEL texts, the same for the same seed: expressions of the grammar, a tenth broken.
 */
export function randomExpressions(seed: number, count: number): string[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const text = new Writer(random).expression(1 + random.below(4));
    return `=${random.below(10) === 0 ? broken(text, random) : text}`;
  });
}

/** Random unary tests, as input entries of decision tables hold them. */
export function randomUnaryTests(seed: number, count: number): string[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const text = new Writer(random).unaryTests();
    return random.below(10) === 0 ? broken(text, random) : text;
  });
}

const TOKENS = ['(', ')', '[', ']', '{', '}', ',', ':', '.', '..', '"', '@', '+', '-', '?', 'if ']
  .concat([
    'then ',
    'else ',
    'for ',
    ' in ',
    'return ',
    'and ',
    'or ',
    'not',
    'null',
    '1',
    'x',
    ' ',
  ])
  .concat([
    'function(',
    'some ',
    'satisfies ',
    '<',
    '=',
    '!=',
    '**',
    '/',
    '//',
    '/*',
    '`',
    '\n',
    '#',
  ]);

function broken(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const cut = random.below(3) === 0 ? 0 : 1 + random.below(3);
  return (
    text.slice(0, at) + (random.below(3) === 0 ? '' : random.of(TOKENS)) + text.slice(at + cut)
  );
}

const SCALARS = ['null', 'true', 'false', '0', '1', '2', '3', '-1', '1.5', '0.10', '2.50', '10.0']
  .concat(['100', '1000000', '0.001', '"a"', '"b"', '"abc"', '""', '"3"', '"a b"', '"\\n"', '.5'])
  .concat(['@"2020-02-29"', '@"2021-03-28"', '@"10:11:12"', '@"10:00:00Z"', '@"P1D"', '@"P1Y2M"'])
  .concat([
    '@"PT1H30M"',
    '@"-P1M"',
    '@"2020-02-29T10:00:00"',
    '@"2021-03-28T01:30:00@Europe/Paris"',
  ])
  .concat([
    'date("2020-01-31")',
    'time("23:59:59")',
    'duration("P1DT2H")',
    '12345678901234567890.5',
  ])
  .concat(['date and time("2020-01-31T10:00:00+02:00")', '@"10:00:00@Europe/Paris"']);
const NAMES = ['a', 'b', 'd', 'e', 's', 't', 'f', 'n', 'l', 'o', 'big', 'emp', 'missing', 'x', 'y'];
const KEYS = ['x', 'y', 'c', 'd', 'e', 'a', 'year', 'month', 'hours', 'days', 'time offset', 'z'];
/** Ends of loops, near each other. */
const ENDS = ['1', '3', '0', '-2', '2.5', '1.0', 'a', 'count(l)', 'n', '"a"', '(1 + 1)'];
const TYPES = ['number', 'string', 'boolean', 'list', 'context', 'date', 'function', 'Any', 'time'];
const UNARY = ['count', 'string', 'not', 'sum', 'min', 'max', 'mean', 'median', 'mode', 'reverse']
  .concat(['flatten', 'distinct values', 'duplicate values', 'union', 'concatenate', 'is defined'])
  .concat(['abs', 'floor', 'ceiling', 'sqrt', 'odd', 'even', 'number', 'date', 'time', 'duration'])
  .concat(['string length', 'upper case', 'lower case', 'get entries', 'context', 'all', 'any'])
  .concat(['date and time', 'day of week', 'week of year', 'product', 'stddev', 'string join'])
  .concat([
    'context merge',
    'cycle',
    'last day of month',
    'day of year',
    'month of year',
    'and',
    'or',
  ]);
const BINARY = [
  'append',
  'concatenate',
  'union',
  'list contains',
  'index of',
  'get value',
  'remove',
]
  .concat(['sublist', 'get or else', 'modulo', 'decimal', 'round up', 'round half up', 'contains'])
  .concat([
    'starts with',
    'ends with',
    'substring',
    'substring before',
    'split',
    'string join',
    'min',
  ])
  .concat([
    'max',
    'sum',
    'before',
    'after',
    'includes',
    'coincides',
    'context merge',
    'cycle',
    'date',
  ])
  .concat(['years and months duration', 'date and time', 'assert', 'floor', 'matches', 'extract']);
const TERNARY = ['substring', 'sublist', 'insert before', 'context put', 'date', 'time', 'replace'];

/** Writes one text; names that loops and functions bind are used inside of them. */
class Writer {
  private readonly random: Random;
  private bound: string[] = [];

  constructor(random: Random) {
    this.random = random;
  }

  expression(depth: number): string {
    if (depth <= 0) return this.leaf();
    const kind = this.random.below(24);
    const x = (): string => this.expression(depth - 1);
    if (kind < 4) return `${this.operand(depth)} ${this.arithmetic()} ${this.operand(depth)}`;
    if (kind < 7) return `${this.operand(depth)} ${this.comparison()} ${this.operand(depth)}`;
    if (kind < 9) return this.call(depth);
    switch (kind) {
      case 9:
        return `${this.operand(depth)} ${this.random.of(['and', 'or'])} ${this.operand(depth)}`;
      case 10:
        return `if ${x()} then ${x()} else ${x()}`;
      case 11:
        return `[${this.list(depth)}]`;
      case 12:
        return `{${this.entries(depth)}}`;
      case 13:
        return `${this.operand(depth)}.${this.random.of(KEYS)}`;
      case 14:
        return `${this.operand(depth)}[${this.inside('item', depth)}]`;
      case 15:
        return this.loop(depth);
      case 16:
        return this.quantified(depth);
      case 17:
        return `${this.operand(depth)} in ${this.test(depth)}`;
      case 18:
        return `${this.operand(depth)} instance of ${this.random.of(TYPES)}`;
      case 19:
        return `${this.operand(depth)} between ${this.leaf()} and ${this.leaf()}`;
      case 20:
        return `-${this.operand(depth)}`;
      case 21:
        return `{f: function(x${this.random.of(['', ', y'])}) ${this.inside('x', depth)}, r: f(${x()})}.r`;
      case 22:
        return `${this.range(depth)} = ${x()}`;
      default:
        return this.call(depth);
    }
  }

  unaryTests(): string {
    const kind = this.random.below(6);
    if (kind === 0) return '-';
    if (kind === 1) return `not(${this.testsOf(1)})`;
    return this.testsOf(this.random.below(3));
  }

  private testsOf(depth: number): string {
    return Array.from({ length: 1 + this.random.below(3) }, () => this.test(depth)).join(', ');
  }

  private test(depth: number): string {
    const kind = this.random.below(7);
    if (kind === 0) return `${this.random.of(['<', '<=', '>', '>='])} ${this.operand(depth)}`;
    if (kind === 1) return this.range(depth);
    if (kind === 2) return `(${this.leaf()}, ${this.range(0)})`;
    if (kind === 3) return `? ${this.comparison()} ${this.leaf()}`;
    return this.operand(depth);
  }

  private range(depth: number): string {
    const [open, close] = [this.random.of(['[', '(', ']']), this.random.of([']', ')', '['])];
    return `${open}${this.operand(depth - 1)}..${this.operand(depth - 1)}${close}`;
  }

  private operand(depth: number): string {
    if (depth <= 1 || this.random.below(3) === 0) return this.leaf();
    return `(${this.expression(depth - 1)})`;
  }

  private leaf(): string {
    const kind = this.random.below(8);
    if (kind < 4) return this.random.of(SCALARS);
    if (kind < 6 && this.bound.length > 0) return this.random.of(this.bound);
    if (kind === 6) return this.random.of(['[1, 2, 3]', '[]', '["a", "b"]', '{a: 1}', '{}', 'o.x']);
    return this.random.of(NAMES);
  }

  private list(depth: number): string {
    const items = Array.from({ length: this.random.below(4) }, () => this.expression(depth - 1));
    return items.join(', ');
  }

  private entries(depth: number): string {
    const entries = Array.from({ length: this.random.below(7) }, () => {
      const key = this.random.of([
        'a',
        'b',
        'c',
        'x',
        'y',
        '"q r"',
        'key',
        'value',
        'g',
        'h',
        'a b',
      ]);
      return `${key}: ${this.expression(depth - 2)}`;
    });
    return entries.join(', ');
  }

  private inside(name: string, depth: number): string {
    const outer = this.bound;
    this.bound = [...outer, name, name];
    const text = this.expression(depth - 1);
    this.bound = outer;
    return text;
  }

  private iterator(depth: number): [name: string, text: string] {
    const name = this.random.of(['x', 'y', 'i', 'item']);
    const kind = this.random.below(4);
    const list =
      kind === 0
        ? `${this.random.of(ENDS)}..${this.random.of(ENDS)}`
        : this.random.of(['l', 'o', '[1, 2]']);
    return [name, `${name} in ${kind === 1 ? this.operand(depth) : list}`];
  }

  private loop(depth: number): string {
    const [name, iterator] = this.iterator(depth);
    if (this.random.below(3) === 0) {
      const [, second] = this.iterator(depth);
      return `for ${iterator}, ${second} return ${this.inside(name, depth)}`;
    }
    const body = this.random.below(5) === 0 ? 'count(partial)' : this.inside(name, depth);
    return `for ${iterator} return ${body}`;
  }

  private quantified(depth: number): string {
    const [name, iterator] = this.iterator(depth);
    return `${this.random.of(['some', 'every'])} ${iterator} satisfies ${this.inside(name, depth)}`;
  }

  private call(depth: number): string {
    const x = (): string => this.expression(depth - 1);
    const kind = this.random.below(8);
    if (kind < 4) return `${this.random.of(UNARY)}(${x()})`;
    if (kind < 7) return `${this.random.of(BINARY)}(${x()}, ${x()})`;
    if (this.random.below(4) === 0) {
      return `sort(${this.operand(depth)}, function(x, y) ${this.random.of(['x < y', 'y < x', 'x.x > y.x'])})`;
    }
    return `${this.random.of(TERNARY)}(${x()}, ${x()}, ${x()})`;
  }

  private arithmetic(): string {
    return this.random.of(['+', '+', '-', '-', '*', '/', '**']);
  }

  private comparison(): string {
    return this.random.of(['=', '!=', '<', '<=', '>', '>=']);
  }
}
