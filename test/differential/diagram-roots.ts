import { attributes, tag } from './xml.ts';

/** The messages, errors, signals and escalations of a diagram, each once. */
export class RootElements {
  private readonly elements = new Map<string, string>();

  message(name: string, key: string | undefined): string {
    const id = this.id('Message', `${name} ${key ?? ''}`);
    const subscription = tag('zeebe:subscription', attributes({ correlationKey: key }));
    const extension = tag('bpmn:extensionElements', '', subscription);
    const head = attributes({ id, name });
    this.elements.set(id, tag('bpmn:message', head, key === undefined ? '' : extension));
    return id;
  }

  error(code: string): string {
    const id = this.id('Error', code);
    this.elements.set(id, tag('bpmn:error', attributes({ id, name: code, errorCode: code })));
    return id;
  }

  signal(name: string): string {
    const id = this.id('Signal', name);
    this.elements.set(id, tag('bpmn:signal', attributes({ id, name })));
    return id;
  }

  escalation(code: string): string {
    const id = this.id('Escalation', code);
    const head = attributes({ id, name: code, escalationCode: code });
    this.elements.set(id, tag('bpmn:escalation', head));
    return id;
  }

  render(): string[] {
    return [...this.elements.values()];
  }

  /** Names may hold any character, ids may not, so that ids are the name's letters and digits. */
  private id(kind: string, name: string): string {
    return `${kind}_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
  }
}
