import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const candidates = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The sizes at which every page is looked at. */
export const sizes = {
  laptop: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
} as const;

/** A browser installed on this machine, or null (then browser tests are skipped, loudly). */
export function browserPath(): string | null {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Starts the browser without a window. Throws when there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error('no Chromium found; set CHROMIUM_PATH');
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '../.tmp/screenshots');

/** Keeps a picture of the page in an untracked folder, to be looked at by people. */
export async function keepScreenshot(page: Page, name: string, isFull = false): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isFull });
}
