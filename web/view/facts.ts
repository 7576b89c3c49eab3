/** A field and its value as words, for what has no form. */
export interface Fact {
  key: string;
  label: string;
  value: string;
}

interface FormComponent {
  key?: unknown;
  label?: unknown;
  values?: { value?: unknown; label?: unknown }[];
  properties?: Record<string, string>;
  components?: FormComponent[];
}

/**
 * The answers of an earlier form in words: labels from the form, values through its choices, units
 * by their names. Documents are left out (they have a list of their own); a list of more than eight
 * is told by its size.
 */
export function factsOf(
  form: Record<string, unknown> | null,
  variables: Record<string, unknown>,
  unitNames: ReadonlyMap<string, string> = new Map(),
): Fact[] {
  const facts: Fact[] = [];
  const visit = (components: FormComponent[] | undefined): void => {
    for (const component of components ?? []) {
      const widget = component.properties?.['tongqu:widget'];
      if (widget === 'documents') continue;
      const value = typeof component.key === 'string' ? variables[component.key] : undefined;
      if (typeof component.label === 'string' && value !== undefined && value !== null) {
        facts.push({
          key: String(component.key),
          label: component.label,
          value: valueText(value, component, widget ? unitNames : null),
        });
      }
      visit(component.components);
    }
  };
  visit((form as FormComponent | null)?.components);
  return facts.filter((fact) => fact.value !== '');
}

function valueText(
  value: unknown,
  component: FormComponent,
  unitNames: ReadonlyMap<string, string> | null,
): string {
  if (Array.isArray(value)) {
    if (value.length > 8) return `共 ${value.length} ${unitNames ? '个单位' : '项'}`;
    return value.map((item) => valueText(item, component, unitNames)).join('、');
  }
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'object' && value !== null) return '';
  if (unitNames) return unitNames.get(String(value)) ?? String(value);
  const choice = component.values?.find((candidate) => candidate.value === value);
  return typeof choice?.label === 'string' ? choice.label : String(value);
}
