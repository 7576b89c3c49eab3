/** What is kept of an unsent answer on this machine. */
export interface LocalDraft {
  savedAt: number;
  baseVersion: number;
  variables: Record<string, unknown>;
  opinion: string;
}

const prefix = 'tongqu:draft:';
const keptMs = 30 * 24 * 3600 * 1000;

/** Keeps an answer in this browser, so that neither a crash nor a lost connection loses it. */
export function keepLocally(key: string, draft: LocalDraft): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage only costs the copy on this machine; the server has the draft.
  }
}

/** The kept answer, null when there is none. */
export function readLocal(key: string): LocalDraft | null {
  try {
    const text = localStorage.getItem(prefix + key);
    return text ? (JSON.parse(text) as LocalDraft) : null;
  } catch {
    return null;
  }
}

/** Forgets the kept answer (after it was sent or saved on the server). */
export function forgetLocal(key: string): void {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // As above.
  }
}

/** Forgets what was kept longer than 30 days ago. */
export function forgetOld(nowMs: number): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix)) continue;
      const draft = readLocal(name.slice(prefix.length));
      if (!draft || nowMs - draft.savedAt > keptMs) localStorage.removeItem(name);
    }
  } catch {
    // As above.
  }
}
