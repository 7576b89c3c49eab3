/** The part of a form-js component that tells how its value reads. */
interface Component {
  readonly key?: unknown;
  readonly label?: unknown;
  readonly values?: readonly { readonly value?: unknown; readonly label?: unknown }[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly components?: readonly Component[];
}

/** Up to this many values of a list are named; more are counted. */
const NAMED = 8;

/**
 * What was answered, one line per field as `label：value`: choices by their labels, units by their
 * names, a long list by its size. For the history, which outlives the form.
 */
export function answerInWords(
  form: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
  unitName: (code: string) => string,
): string {
  const lines: string[] = [];
  const visit = (components: readonly Component[]): void => {
    for (const component of components) {
      const value = typeof component.key === 'string' ? answer[component.key] : undefined;
      const words = value === undefined ? '' : inWords(value, component, unitName);
      if (words !== '') lines.push(`${String(component.label ?? component.key)}：${words}`);
      visit(component.components ?? []);
    }
  };
  visit((form as Component).components ?? []);
  return lines.join('\n');
}

function inWords(value: unknown, component: Component, unitName: (code: string) => string): string {
  const widget = component.properties?.['tongqu:widget'];
  if (Array.isArray(value)) {
    const names = value
      .slice(0, NAMED)
      .map((one) => inWords(one, component, unitName))
      .join('、');
    if (value.length <= NAMED) return names;
    return `${names}等 ${value.length} ${widget === 'units' ? '个单位' : '项'}`;
  }
  if (value === null || typeof value === 'object') return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (widget === 'units') return unitName(String(value));
  const choice = component.values?.find((one) => one.value === value);
  return String(choice?.label ?? value);
}
