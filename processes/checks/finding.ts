import type { Manifest } from '../package/index.ts';
import type { Diagram } from './diagram.ts';

/** What a check found, in words that a designer understands. */
export interface Finding {
  /** The rule's code, also the name of its page in `checks/pages/`. */
  code: string;
  severity: 'error' | 'warning';
  /** BPMN id of the element concerned; `null` for the diagram as a whole. */
  elementId: string | null;
  /** One Chinese sentence: what is wrong and what to do. */
  message: string;
  /** Path of the page that explains the rule, below `processes/`. */
  help: string;
}

/**
 * What the diagram may refer to. A part left out is not known, and rules that need it stay silent:
 * a designer's new diagram is checked as far as one can.
 */
export interface CheckContext {
  forms?: ReadonlySet<string>;
  processes?: ReadonlySet<string>;
  decisions?: ReadonlySet<string>;
  /** Job type → headers it requires. */
  workers?: ReadonlyMap<string, readonly string[]>;
  roles?: ReadonlySet<string>;
  manifest?: Manifest;
}

/** What a rule reports; the rest of the finding follows from the rule. */
export interface Report {
  elementId: string | null;
  message: string;
}

/** A rule: pure, so that it runs in the server and in the browser. */
export interface Rule {
  code: string;
  severity: Finding['severity'];
  check(diagram: Diagram, context: CheckContext): Report[];
}

/** How an element is called in a message: its name, else its id. */
export function called(element: { id: string; name: string }): string {
  return element.name || element.id;
}
