/** Where to go when nothing better is known. */
const HOME = '/';

/**
 * The path to return to after signing in. Only a path of this site is believed: another host
 * (`//evil`, `/\evil`, `https:…`), control characters and the sign-in page itself give `/`.
 */
export function safeReturnPath(value: unknown): string {
  if (typeof value !== 'string' || value.length > 2000) return HOME;
  if (!/^\/(?![/\\])/.test(value) || /[\u0000-\u001f\u007f\\]/.test(value)) return HOME;
  const base = 'http://site.invalid';
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  if (url === null || url.origin !== base) return HOME;
  if (/^\/(login|logout)(\/|$)/.test(url.pathname)) return HOME;
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that leads back to a path. */
export function loginPath(returnTo: string): string {
  const path = safeReturnPath(returnTo);
  return path === HOME ? '/login' : `/login?return=${encodeURIComponent(path)}`;
}
