import type { Request, Response } from 'express';
import { parseCookie } from 'cookie';

/** The session's token; read by the server alone. */
export const SESSION_COOKIE = 'tongqu_session';
/** Binds the sign-in form to the browser that asked for it. */
export const FORM_COOKIE = 'tongqu_form';

/** The value of a cookie, or null. */
export function readCookie(request: Request, name: string): string | null {
  return parseCookie(request.get('cookie') ?? '')[name] ?? null;
}

/**
 * Sets a cookie that scripts can't read and other sites don't send along with forms. It ends with
 * the browser; the session behind it ends by itself before.
 */
export function setCookie(response: Response, name: string, value: string, secure: boolean): void {
  response.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
}

/** Takes a cookie back. */
export function clearCookie(response: Response, name: string, secure: boolean): void {
  response.clearCookie(name, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
}
