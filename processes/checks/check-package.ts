import { sharedWorkers } from '../shared/index.ts';
import type { ProcessPackage } from '../package/index.ts';
import type { Worker } from '../worker/index.ts';
import { checkDiagram } from './check-diagram.ts';
import type { CheckContext, Finding } from './finding.ts';

/** Findings of one file of a package. */
export interface FileFindings {
  file: string;
  findings: Finding[];
}

/** Checks every diagram of a package against its own files and those of the other packages. */
export async function checkPackage(
  pack: ProcessPackage,
  all: readonly ProcessPackage[],
  zeebe: object,
): Promise<FileFindings[]> {
  const context = contextOf(pack, all);
  return Promise.all(
    pack.diagrams.map(async ({ name, text }) => ({
      file: name,
      findings: await checkDiagram(text, context, zeebe),
    })),
  );
}

/** What the diagrams of a package may refer to. */
export function contextOf(pack: ProcessPackage, all: readonly ProcessPackage[]): CheckContext {
  return {
    forms: new Set(all.flatMap((other) => [...other.forms.keys()])),
    decisions: idsIn(
      all.flatMap((other) => other.decisions),
      /<decision id="([^"]+)"/g,
    ),
    processes: idsIn(
      all.flatMap((other) => other.diagrams),
      /<bpmn:process id="([^"]+)"/g,
    ),
    workers: new Map(
      [...sharedWorkers, ...all.flatMap((other) => other.workers)].map((worker) => [
        worker.type,
        requiredHeaders(worker),
      ]),
    ),
    roles: new Set(Object.keys(pack.manifest.roles)),
    manifest: pack.manifest,
  };
}

function requiredHeaders(worker: Worker): string[] {
  return Object.entries(worker.headers)
    .filter(([, header]) => header.required)
    .map(([name]) => name);
}

function idsIn(files: readonly { text: string }[], pattern: RegExp): Set<string> {
  return new Set(
    files.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')),
  );
}
