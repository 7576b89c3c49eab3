import type { FieldError } from '../errors.ts';

/** A component of a form-js schema, as far as checking needs it. Source: form-js `json-schema`. */
interface Component {
  readonly type?: string;
  readonly key?: string;
  readonly path?: string;
  readonly label?: string;
  readonly readonly?: boolean;
  readonly disabled?: boolean;
  readonly values?: readonly { readonly value?: unknown }[];
  readonly valuesKey?: string;
  readonly valuesExpression?: string;
  readonly conditional?: { readonly hide?: string };
  readonly decimalDigits?: number;
  readonly subtype?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly components?: readonly Component[];
  readonly validate?: {
    readonly required?: boolean;
    readonly min?: number | string;
    readonly max?: number | string;
    readonly minLength?: number | string;
    readonly maxLength?: number | string;
    readonly pattern?: string;
    readonly patternErrorMessage?: string;
  };
}

/** Types that hold no answer. */
const SILENT = new Set([
  'text',
  'html',
  'image',
  'spacer',
  'separator',
  'button',
  'iframe',
  'table',
  'documentPreview',
]);
/** Containers without a level of their own in the data, unless they carry a path. */
const CONTAINERS = new Set(['group', 'dynamiclist', 'default']);
/** Longest text of a field without a limit of its own. Unit: characters. */
const MAX_TEXT_CHARS = 20_000;
/** Most values of a list: every receiving unit of a large city. */
const MAX_VALUES = 5_000;

/** The answer as far as the form asks for it, or what is wrong with it. */
export type CheckedAnswer =
  | { readonly ok: true; readonly variables: Record<string, unknown> }
  | { readonly ok: false; readonly errors: FieldError[] };

/** Evaluates a FEEL condition over the answer; `undefined` when it cannot. */
export type Evaluate = (expression: string, variables: Record<string, unknown>) => unknown;

/**
 * Checks an answer against the form it was asked by: required, bounds, lengths, pattern, options.
 * Fields the form does not know are dropped, so are read-only and hidden ones: a browser must not
 * be able to set other variables of the case. Messages are Chinese, paths as `variables.name`.
 */
export function checkAnswer(
  schema: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
  evaluate: Evaluate = () => undefined,
): CheckedAnswer {
  const errors: FieldError[] = [];
  const variables: Record<string, unknown> = {};
  const context = { ...answer };
  walk(
    (schema as Component).components ?? [],
    answer,
    variables,
    'variables',
    (field, value) => {
      if (isHidden(field, context, evaluate)) return { drop: true };
      const message = check(field, value);
      return message === undefined ? {} : { message };
    },
    errors,
  );
  return errors.length > 0 ? { ok: false, errors } : { ok: true, variables };
}

type Judge = (field: Component, value: unknown) => { drop?: boolean; message?: string };

function walk(
  components: readonly Component[],
  given: Readonly<Record<string, unknown>>,
  taken: Record<string, unknown>,
  path: string,
  judge: Judge,
  errors: FieldError[],
): void {
  for (const field of components) {
    const type = field.type ?? '';
    if (SILENT.has(type)) continue;
    if (CONTAINERS.has(type)) {
      if (judge(field, undefined).drop) continue;
      walkContainer(field, given, taken, path, judge, errors);
      continue;
    }
    const key = field.key;
    if (key === undefined || field.readonly || field.disabled) continue;
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    const { drop, message } = judge(field, value);
    if (drop) continue;
    if (message !== undefined) errors.push({ path: `${path}.${key}`, message });
    else if (value !== undefined) taken[key] = value;
  }
}

function walkContainer(
  field: Component,
  given: Readonly<Record<string, unknown>>,
  taken: Record<string, unknown>,
  path: string,
  judge: Judge,
  errors: FieldError[],
): void {
  const parts = field.components ?? [];
  const at = field.path;
  if (at === undefined || at === '') return walk(parts, given, taken, path, judge, errors);
  const inner = given[at];
  if (field.type !== 'dynamiclist') {
    const object = isObject(inner) ? inner : {};
    const kept: Record<string, unknown> = {};
    walk(parts, object, kept, `${path}.${at}`, judge, errors);
    taken[at] = kept;
    return;
  }
  const rows = Array.isArray(inner) ? inner.slice(0, MAX_VALUES) : [];
  taken[at] = rows.map((row: unknown, index) => {
    const kept: Record<string, unknown> = {};
    walk(parts, isObject(row) ? row : {}, kept, `${path}.${at}.${index}`, judge, errors);
    return kept;
  });
}

function isHidden(
  field: Component,
  variables: Record<string, unknown>,
  evaluate: Evaluate,
): boolean {
  const hide = field.conditional?.hide;
  return hide !== undefined && hide.startsWith('=') && evaluate(hide.slice(1), variables) === true;
}

function check(field: Component, value: unknown): string | undefined {
  const name = field.label?.trim() || field.key || '该项';
  if (CONTAINERS.has(field.type ?? '')) return undefined;
  if (isEmpty(value) || (field.type === 'checkbox' && value === false)) {
    return field.validate?.required ? `请填写“${name}”` : undefined;
  }
  if (field.properties?.['tongqu:widget'] !== undefined) return checkList(name, value);
  switch (field.type) {
    case 'number':
      return checkNumber(field, name, value);
    case 'checkbox':
      return typeof value === 'boolean' ? undefined : `“${name}”只能勾选或不勾选`;
    case 'select':
    case 'radio':
      return checkOptions(field, name, [value]);
    case 'checklist':
    case 'taglist':
      return Array.isArray(value) ? checkOptions(field, name, value) : `“${name}”应选择若干项`;
    case 'datetime':
      return checkText(field, name, value) ?? checkDate(name, value);
    case 'textfield':
    case 'textarea':
      return checkText(field, name, value);
    default:
      return JSON.stringify(value).length <= MAX_TEXT_CHARS ? undefined : `“${name}”内容过长`;
  }
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

function checkList(name: string, value: unknown): string | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_VALUES) return `“${name}”最多选择 ${MAX_VALUES} 项`;
  const plain = list.every((one) => typeof one === 'string' && one.length <= 200);
  return plain ? undefined : `“${name}”的选择无法识别，请重新选择`;
}

function checkNumber(field: Component, name: string, value: unknown): string | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return `“${name}”应填写数字`;
  const { min, max } = field.validate ?? {};
  if (given(min) && number < Number(min)) return `“${name}”不能小于 ${min}`;
  if (given(max) && number > Number(max)) return `“${name}”不能大于 ${max}`;
  const digits = field.decimalDigits;
  const rounded = digits === undefined ? number : Number(number.toFixed(digits));
  return rounded === number ? undefined : `“${name}”最多保留 ${digits} 位小数`;
}

function checkOptions(
  field: Component,
  name: string,
  values: readonly unknown[],
): string | undefined {
  if (values.length > MAX_VALUES) return `“${name}”最多选择 ${MAX_VALUES} 项`;
  if (field.valuesKey !== undefined || field.valuesExpression !== undefined) return undefined;
  const options = new Set((field.values ?? []).map((option) => option.value));
  return values.every((value) => options.has(value))
    ? undefined
    : `“${name}”的选项不存在，请重新选择`;
}

function checkText(field: Component, name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return `“${name}”应填写文字`;
  const { minLength, maxLength, pattern, patternErrorMessage } = field.validate ?? {};
  const length = [...value].length;
  if (given(minLength) && length < Number(minLength)) return `“${name}”至少填写 ${minLength} 个字`;
  const limit = given(maxLength) ? Number(maxLength) : MAX_TEXT_CHARS;
  if (length > limit) return `“${name}”最多填写 ${limit} 个字`;
  if (pattern === undefined || pattern === '') return undefined;
  try {
    if (new RegExp(pattern).test(value)) return undefined;
    return patternErrorMessage ? `“${name}”${patternErrorMessage}` : `“${name}”的格式不对`;
  } catch {
    return undefined;
  }
}

function checkDate(name: string, value: unknown): string | undefined {
  const text = String(value);
  const time = /^\d{2}:\d{2}/.test(text);
  return time || !Number.isNaN(Date.parse(text)) ? undefined : `“${name}”的日期格式不对`;
}

function given(limit: number | string | undefined): limit is number | string {
  return limit !== undefined && limit !== '' && !Number.isNaN(Number(limit));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
