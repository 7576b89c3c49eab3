/** Names and values that tell apart the figures of a family. */
export type Labels = Readonly<Record<string, string>>;

/** Figures of one name, in the text format of Prometheus 0.0.4 with Zeebe's trailing comma. */
export class Family {
  private readonly name: string;
  private readonly help: string;
  private readonly kind: 'counter' | 'gauge';
  private readonly figures = new Map<string, number>();

  constructor(name: string, help: string, kind: 'counter' | 'gauge' = 'counter') {
    this.name = name;
    this.help = help;
    this.kind = kind;
  }

  /** Adds to a counter. */
  add(labels: Labels, by = 1): void {
    const key = labelText(labels);
    this.figures.set(key, (this.figures.get(key) ?? 0) + by);
  }

  /** Sets a gauge; itself, so that one can be made, set and printed in a line. */
  set(value: number, labels: Labels = {}): this {
    this.figures.set(labelText(labels), value);
    return this;
  }

  /** The lines of the family; none when it has no figure. */
  toString(): string {
    if (this.figures.size === 0) return '';
    const lines = [...this.figures].map(([labels, value]) => `${this.name}${labels} ${value}\n`);
    const head = `# HELP ${this.name} ${this.help}\n# TYPE ${this.name} ${this.kind}\n`;
    return head + lines.join('');
  }
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  return `{${entries.map(([name, value]) => `${name}="${escaped(value)}",`).join('')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
