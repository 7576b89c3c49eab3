import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { h } from 'preact';
import type { ComponentChild, ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { mountUnits } from '../units/units.ts';
import { UploadField } from '../upload/upload.ts';

/**
 * Two fields that form-js does not have: units and documents. In the schema they are text fields
 * with the property `tongqu:widget`, so Camunda Modeler still opens and keeps them.
 */

interface FieldProps {
  field: {
    label?: string;
    description?: string;
    properties?: Record<string, string>;
    validate?: { required?: boolean };
  };
  value: unknown;
  domId: string;
  errors?: string[];
  disabled?: boolean;
  readonly?: boolean;
  onChange(change: { value: unknown }): void;
}

interface Widget {
  set(values: readonly string[]): void;
}

type Mount = (
  place: HTMLElement,
  props: FieldProps,
  value: string[],
  change: (values: string[]) => void,
) => Widget;

function valuesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string');
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** form-js's own parts, whose types do not name their properties. */
function part(component: unknown): ComponentType<Record<string, unknown>> {
  return component as ComponentType<Record<string, unknown>>;
}

function widgetField(type: string, isSingle: boolean, mount: Mount): ComponentType<FieldProps> {
  const Field = (props: FieldProps): ComponentChild => {
    const place = useRef<HTMLDivElement>(null);
    const widget = useRef<Widget | null>(null);
    const latest = useRef(props);
    latest.current = props;
    const isReadonly = Boolean(props.readonly ?? props.disabled);
    useEffect(() => {
      if (!place.current) return;
      widget.current = mount(place.current, props, valuesOf(props.value), (values) =>
        latest.current.onChange({ value: isSingle ? (values[0] ?? '') : values }),
      );
    }, [isReadonly]);
    useEffect(() => widget.current?.set(valuesOf(props.value)), [props.value]);
    const errors = props.errors ?? [];
    return h(
      'div',
      { class: `fjs-form-field fjs-form-field-${type}${errors.length ? ' fjs-has-errors' : ''}` },
      h(part(Label), {
        id: `${props.domId}-label`,
        label: props.field.label,
        required: props.field.validate?.required,
      }),
      h('div', { ref: place, id: props.domId }),
      h(part(Description), { description: props.field.description }),
      h(part(Errors), { id: `${props.domId}-error`, errors }),
    );
  };
  const emptyValue = isSingle ? '' : [];
  return Object.assign(Field, {
    config: {
      type,
      keyed: true,
      name: type,
      group: 'selection',
      emptyValue,
      sanitizeValue: ({ value }: { value: unknown }) =>
        isSingle ? (valuesOf(value)[0] ?? '') : valuesOf(value),
      create: (options: object = {}) => ({ ...options }),
    },
  });
}

const unitsMount =
  (isSingle: boolean): Mount =>
  (place, props, value, onChange) =>
    mountUnits(place, {
      isSingle,
      onlyReceiving: props.field.properties?.['tongqu:receives'] !== 'false',
      value,
      isReadonly: Boolean(props.readonly ?? props.disabled),
      labelledBy: `${props.domId}-label`,
      onChange,
    });

const documentsMount: Mount = (place, props, value, onChange) =>
  new UploadField(place, {
    value,
    max: Number(props.field.properties?.['tongqu:max'] ?? 10),
    accept:
      props.field.properties?.['tongqu:accept'] ?? '.txt,.pdf,.docx,.xlsx,.ofd,.png,.jpg,.jpeg',
    isReadonly: Boolean(props.readonly ?? props.disabled),
    labelledBy: `${props.domId}-label`,
    onChange,
  });

const types: Record<string, { type: string; field: ComponentType<FieldProps> }> = {
  units: { type: 'tongqu-units', field: widgetField('tongqu-units', false, unitsMount(false)) },
  unit: { type: 'tongqu-unit', field: widgetField('tongqu-unit', true, unitsMount(true)) },
  documents: {
    type: 'tongqu-documents',
    field: widgetField('tongqu-documents', false, documentsMount),
  },
};

class TongquFields {
  static readonly $inject = ['formFields'];

  constructor(formFields: { register(type: string, field: unknown): void }) {
    for (const { type, field } of Object.values(types)) formFields.register(type, field);
  }
}

/** The form-js module that registers our fields. */
export const tongquFields: object = {
  __init__: ['tongquFields'],
  tongquFields: ['type', TongquFields],
};

/** The schema with marked text fields turned into our fields; all else as it is. */
export function withWidgets<T extends Record<string, unknown>>(schema: T): T {
  const properties = schema['properties'] as Record<string, string> | undefined;
  const widget = types[properties?.['tongqu:widget'] ?? ''];
  const components = schema['components'];
  return {
    ...schema,
    ...(widget ? { type: widget.type } : {}),
    ...(Array.isArray(components)
      ? { components: components.map((one: Record<string, unknown>) => withWidgets(one)) }
      : {}),
  };
}
