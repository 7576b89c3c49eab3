/** One person's words on one task: what was tried, and what was acknowledged. */
export interface Words {
  readonly tried: string[];
  acknowledged: string | null;
}

/** A case that somebody asked for. `key` is null while no answer came. */
export interface AskedCase {
  readonly title: string;
  readonly sender: string;
  readonly units: readonly string[];
  readonly documentId: string;
  key: string | null;
}

/** A draft as its writer knows it. */
export interface AskedDraft {
  readonly account: string;
  readonly taskKey: string;
  /** `<case> <unit> handle`: a completion tried there takes the draft away. */
  readonly completion: string;
  readonly tried: string[];
  acknowledged: { version: number; opinion: string } | null;
}

/**
 * What the clients of a product asked for, and what it acknowledged. A fact that was acknowledged
 * must be there exactly once; one that was only asked for may be there, once at most.
 */
export class Ledger {
  /** Document id → SHA-256 of the bytes that were acknowledged. */
  readonly documents = new Map<string, { account: string; sha256: string }>();
  readonly cases = new Map<string, AskedCase>();
  /** `<case> <unit> <step>` → opinion. */
  readonly completions = new Map<string, Words>();
  /** Task key → draft. */
  readonly drafts = new Map<string, AskedDraft>();
  /** Instance key → whether its first job's completion was acknowledged. */
  readonly instances = new Map<string, boolean>();
  /** Keys of instances that were answered. */
  readonly created = new Set<string>();
  /** Tasks and jobs whose completion was acknowledged more than once. */
  readonly doubled: string[] = [];
  /** Facts acknowledged so far. */
  acknowledged = 0;

  /** Notes that a completion is about to be asked for. */
  tryCompletion(caseKey: string, unit: string, step: string, opinion: string): Words {
    const id = `${caseKey} ${unit} ${step}`;
    let words = this.completions.get(id);
    if (words === undefined) this.completions.set(id, (words = { tried: [], acknowledged: null }));
    words.tried.push(opinion);
    return words;
  }

  /** Notes an acknowledged completion; a second one for the same task is a fact done twice. */
  completed(words: Words, opinion: string): void {
    if (words.acknowledged !== null) this.doubled.push(`completed twice: ${opinion}`);
    words.acknowledged = opinion;
    this.acknowledged += 1;
  }
}
