import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

/** The hashed files of one page: style sheets, entry modules, and what those import. */
export interface AssetLinks {
  css: string[];
  js: string[];
  preload: string[];
}

/** Where the built files of the islands are, by entry. */
export interface Assets {
  links(entries: string[]): AssetLinks;
  folder: string;
}

/**
 * Reads Vite's manifest. Without one (nobody ran `npm run build:web`) pages still work, unstyled
 * and without islands.
 */
export function loadAssets(root: string): Assets {
  const folder = join(root, 'dist/web/assets');
  const path = join(folder, '.vite/manifest.json');
  const manifest: Record<string, Chunk> = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>)
    : {};
  return { folder, links: (entries) => linksOf(manifest, entries) };
}

function linksOf(manifest: Record<string, Chunk>, entries: string[]): AssetLinks {
  const css = new Set<string>();
  const js = new Set<string>();
  const preload = new Set<string>();
  const visit = (name: string, isEntry: boolean): void => {
    const chunk = manifest[name];
    if (!chunk) return;
    for (const imported of chunk.imports ?? []) visit(imported, false);
    for (const file of chunk.css ?? []) css.add(`/assets/${file}`);
    if (chunk.file.endsWith('.css')) css.add(`/assets/${chunk.file}`);
    else (isEntry ? js : preload).add(`/assets/${chunk.file}`);
  };
  for (const entry of entries) visit(entry, true);
  return { css: [...css], js: [...js], preload: [...preload].filter((file) => !js.has(file)) };
}
