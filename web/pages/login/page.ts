import type { Request, Response, Router } from 'express';
import { Problem } from '../../../server/errors.ts';
import { loginInputSchema } from '../../../server/sessions/schema.ts';
import { flashText } from '../../view/flash.ts';
import { safeNext } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/**
 * Login, one-click demo login (demo mode only, and the page says so), sign-out. A refused login
 * shows the form again with the account kept and the reason above it.
 */
export function loginPage(router: Router, context: PageContext): void {
  const show = async (
    req: Request,
    res: Response,
    view: { account?: string; error?: string; next: unknown },
  ): Promise<void> => {
    const people = context.demo ? await context.demo.accounts() : null;
    await context.render(req, res, 'login/page', {
      title: '登录',
      entries: [],
      layout: 'plain',
      people,
      done: flashText(req.query['done']),
      account: view.account ?? '',
      error: view.error ?? null,
      next: safeNext(view.next ?? req.query['return']),
    });
  };

  router.get('/login', async (req, res) => {
    const next = req.query['return'] ?? req.query['next'];
    if (context.viewer(req)) return res.redirect(303, safeNext(next));
    return show(req, res, { next });
  });

  router.post('/login', async (req, res) => {
    const fields = (req.body ?? {}) as Record<string, unknown>;
    const input = loginInputSchema.safeParse(fields);
    const account = typeof fields['account'] === 'string' ? fields['account'] : '';
    const next = fields['next'];
    if (!input.success) {
      res.status(400);
      return show(req, res, { account, next, error: input.error.issues[0]?.message });
    }
    try {
      await context.signIn(req, res, input.data);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      res.status(error.status);
      return show(req, res, { account, next, error: error.message });
    }
    return res.redirect(303, safeNext(next));
  });

  router.post('/login/demo', async (req, res) => {
    if (!context.demo) throw new Problem('demo_only');
    const fields = (req.body ?? {}) as Record<string, unknown>;
    await context.signInDemo(req, res, String(fields['account'] ?? ''));
    res.redirect(303, safeNext(fields['next']));
  });

  router.post('/logout', async (req, res) => {
    await context.signOut(req, res);
    res.redirect(303, '/login?done=signedOut');
  });
}
