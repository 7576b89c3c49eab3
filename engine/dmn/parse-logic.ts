import { compileFeel, compileUnaryTests } from '../feel/compile.ts';
import type { CompileResult } from '../feel/compile.ts';
import type { XmlElement } from '../model/xml.ts';
import type {
  DecisionExpression,
  DecisionLogic,
  DecisionTable,
  HitPolicy,
  Parameter,
  TableOutput,
} from './decision-graph.ts';

const FEEL_LANGUAGES = new Set([
  'feel',
  'http://www.omg.org/spec/feel/20140401',
  'http://www.omg.org/spec/dmn/20180521/feel/',
  'https://www.omg.org/spec/dmn/20191111/feel/',
  'https://www.omg.org/spec/dmn/20211108/feel/',
  'https://www.omg.org/spec/dmn/20230324/model/',
]);
const EMPTY_LOGIC: DecisionLogic = {
  kind: 'literal',
  expression: { text: '<failure>', compiled: null },
};

export function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((one) => one.name === name);
}

export function child(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((one) => one.name === name) ?? null;
}

/** The id that an `href="#id"` names. */
export function hrefOf(element: XmlElement | null): string | null {
  const href = element?.attributes.get('href');
  return href === undefined ? null : href.slice(href.indexOf('#') + 1);
}

/** The formal parameters of a function or a knowledge model. */
export function parametersOf(element: XmlElement): Parameter[] {
  return children(element, 'formalParameter').map(({ attributes }) => ({
    name: attributes.get('name') ?? '',
    type: attributes.get('typeRef') ?? null,
  }));
}

/** Parses decision logic and gathers what can't be parsed. */
export class LogicParser {
  readonly failures: string[] = [];
  /** Names of the knowledge models that were required so far: only these can be invoked. */
  readonly knownModels = new Set<string>();

  /** The logic inside of an element; `unsupported` words the failure when there is none. */
  parseIn(element: XmlElement, unsupported: (found: string) => string): DecisionLogic {
    for (const one of element.children) {
      const logic = this.#parse(one);
      if (logic !== null) return logic;
    }
    this.failures.push(unsupported('null'));
    return EMPTY_LOGIC;
  }

  #parse(element: XmlElement): DecisionLogic | null {
    switch (element.name) {
      case 'decisionTable':
        return this.#table(element);
      case 'literalExpression':
        return { kind: 'literal', expression: this.#literal(element) };
      case 'context':
        return this.#context(element);
      case 'list':
        return { kind: 'list', items: this.#parseAll(element.children) };
      case 'relation':
        return this.#relation(element);
      case 'invocation':
        return this.#invocation(element);
      case 'functionDefinition':
        return this.#function(element);
      default:
        return null;
    }
  }

  #parseAll(elements: readonly XmlElement[]): DecisionLogic[] {
    return elements.flatMap((one) => this.#parse(one) ?? []);
  }

  #table(element: XmlElement): DecisionTable {
    const outputElements = children(element, 'output');
    const aggregation = element.attributes.get('aggregation') as DecisionTable['aggregation'];
    const hitPolicy = (element.attributes.get('hitPolicy') ?? 'UNIQUE') as HitPolicy;
    if (outputElements.length > 1) {
      if (hitPolicy === 'COLLECT' && aggregation !== undefined) {
        const what = "hit policy 'COLLECT' with aggregator is not defined for compound output";
        this.failures.push(what);
      }
      for (const one of outputElements) {
        if (one.attributes.has('name')) continue;
        const label = one.attributes.get('label') ?? 'null';
        this.failures.push(`no output name defined for \`${label}\``);
      }
    }
    return {
      kind: 'table',
      hitPolicy,
      aggregation: aggregation ?? null,
      inputs: children(element, 'input').map((one) => ({
        id: one.attributes.get('id') ?? '',
        label: one.attributes.get('label') ?? null,
        expression: this.#literal(child(one, 'inputExpression') ?? one),
      })),
      outputs: outputElements.map((one) => this.#output(one)),
      rules: children(element, 'rule').map((one) => ({
        id: one.attributes.get('id') ?? '',
        inputEntries: children(one, 'inputEntry').map((entry) => this.#unaryTests(entry)),
        outputEntries: children(one, 'outputEntry').map((entry) => this.#literal(entry)),
      })),
    };
  }

  #output(element: XmlElement): TableOutput {
    const values = child(element, 'outputValues');
    const text = values === null ? '' : (child(values, 'text')?.text.trim() ?? '');
    const defaultEntry = child(element, 'defaultOutputEntry');
    return {
      id: element.attributes.get('id') ?? '',
      name: element.attributes.get('name') ?? '',
      label: element.attributes.get('label') ?? null,
      values: text === '' ? [] : text.split(',').map((value) => value.trim().replace(/["']/g, '')),
      defaultEntry: defaultEntry === null ? null : this.#literal(defaultEntry),
    };
  }

  #context(element: XmlElement): DecisionLogic {
    const entries = children(element, 'contextEntry').map((entry) => ({
      name: child(entry, 'variable')?.attributes.get('name') ?? null,
      logic: this.#parseAll(entry.children)[0] ?? EMPTY_LOGIC,
    }));
    const last = entries.at(-1);
    const hasResult = last !== undefined && last.name === null;
    const named = hasResult ? entries.slice(0, -1) : entries;
    return {
      kind: 'context',
      entries: named.map(({ name, logic }) => [name ?? '', logic] as const),
      result: hasResult ? last.logic : null,
    };
  }

  #relation(element: XmlElement): DecisionLogic {
    const names = children(element, 'column').map((column) => column.attributes.get('name') ?? '');
    const rows = children(element, 'row').map((row) => this.#parseAll(row.children));
    for (const row of rows) {
      if (row.length === names.length) continue;
      const what = `expected row with '${names.length}' elements but found '${row.length}'`;
      this.failures.push(what);
    }
    return {
      kind: 'relation',
      rows: rows.map((row) => row.map((logic, i) => [names[i] ?? '', logic] as const)),
    };
  }

  #invocation(element: XmlElement): DecisionLogic {
    const called = child(element, 'literalExpression');
    if (called === null) {
      this.failures.push("expected invocation with literal expression but found 'null'");
      return EMPTY_LOGIC;
    }
    const bindings = children(element, 'binding').flatMap((binding) => {
      const value = child(binding, 'literalExpression');
      const name = child(binding, 'parameter')?.attributes.get('name') ?? '';
      return value === null ? [] : [[name, this.#literal(value)] as const];
    });
    const modelName = child(called, 'text')?.text.trim() ?? '';
    if (!this.knownModels.has(modelName)) {
      this.failures.push(`no BKM found with name '${modelName}'`);
      return EMPTY_LOGIC;
    }
    return { kind: 'invocation', modelName, bindings };
  }

  #function(element: XmlElement): DecisionLogic {
    const body = child(element, 'literalExpression');
    const parameters = parametersOf(element);
    if (body !== null) return { kind: 'function', parameters, body: this.#literal(body) };
    this.failures.push("expected literal expression but found 'null'");
    return EMPTY_LOGIC;
  }

  #literal(element: XmlElement): DecisionExpression {
    const text = child(element, 'text')?.text.trim() ?? null;
    if (text === null) {
      const id = element.attributes.get('id') ?? 'null';
      this.failures.push(`The expression '${id}' must not be empty.`);
      return { text: '', compiled: null };
    }
    if (!this.#checkLanguage(element)) return { text, compiled: null };
    return this.#compile(text, 'FEEL expression', compileFeel);
  }

  #unaryTests(element: XmlElement): DecisionExpression {
    const text = child(element, 'text')?.text.trim() ?? '';
    if (!this.#checkLanguage(element) || text === '') return { text, compiled: null };
    return this.#compile(text, 'FEEL unary-tests', compileUnaryTests);
  }

  #checkLanguage(element: XmlElement): boolean {
    const language = (element.attributes.get('expressionLanguage') ?? 'feel').toLowerCase();
    if (FEEL_LANGUAGES.has(language)) return true;
    this.failures.push(`Expression language '${language}' is not supported`);
    return false;
  }

  #compile(
    text: string,
    kind: string,
    compile: (text: string) => CompileResult,
  ): DecisionExpression {
    const result = compile(text);
    if (result.ok) return { text, compiled: result.compiled };
    const failure = `${kind}: ${result.message}`;
    if (!this.failures.includes(failure)) this.failures.push(failure);
    return { text, compiled: null };
  }
}
