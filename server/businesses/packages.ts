import type { ProcessPackage } from '../../processes/package/index.ts';
import { watchedElements, type ClockDefinition } from '../clock/index.ts';

/** The process packages that the server runs with, by name and by process. */
export class Packages {
  private all: readonly ProcessPackage[] = [];
  private names: ReadonlyMap<string, ProcessPackage> = new Map();
  private processes: ReadonlyMap<string, ProcessPackage> = new Map();
  private watched: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(all: readonly ProcessPackage[] = []) {
    this.replace(all);
  }

  /** Puts packages in: read from disk at start. */
  replace(all: readonly ProcessPackage[]): void {
    this.all = all;
    this.names = new Map(all.map((one) => [one.name, one]));
    this.processes = new Map(all.map((one) => [one.manifest.processId, one]));
    this.watched = new Map(all.map((one) => [one.name, watchedElements(clocksOf(one))]));
  }

  /** All packages, by name. */
  list(): readonly ProcessPackage[] {
    return this.all;
  }

  byName(name: string): ProcessPackage | undefined {
    return this.names.get(name);
  }

  byProcess(processId: string): ProcessPackage | undefined {
    return this.processes.get(processId);
  }

  /** The package one of whose diagrams has the process: also those only called by others. */
  owning(processId: string): ProcessPackage | undefined {
    const id = `id="${processId}"`;
    return (
      this.byProcess(processId) ??
      this.all.find(({ diagrams }) => diagrams.some(({ text }) => text.includes(id)))
    );
  }

  /** Chinese title of a business; the name itself when there is no such package. */
  title(business: string): string {
    return this.names.get(business)?.manifest.title ?? business;
  }

  /** Clocks of a business. */
  clocks(business: string): readonly ClockDefinition[] {
    const found = this.names.get(business);
    return found ? clocksOf(found) : [];
  }

  /** Whether any clock of the business listens to the element. */
  watches(business: string, element: string): boolean {
    return this.watched.get(business)?.has(element) ?? false;
  }
}

function clocksOf(one: ProcessPackage): readonly ClockDefinition[] {
  return one.manifest.clocks as readonly ClockDefinition[];
}
