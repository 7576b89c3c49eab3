import type { Router } from 'express';
import type { PageContext } from '../view/render.ts';
import { boardPage } from './board/page.ts';
import { casePage } from './case/page.ts';
import { casesPage } from './cases/page.ts';
import { copiesPage } from './copies/page.ts';
import { designerPage } from './designer/page.ts';
import { inboxPage } from './inbox/page.ts';
import { loginPage } from './login/page.ts';
import { noticesPage } from './notices/page.ts';
import { startPage } from './start/page.ts';
import { taskPage } from './task/page.ts';

/** A page registers its routes on the router. */
export type PageModule = (router: Router, context: PageContext) => void;

/** All pages of the product. */
export const pages: readonly PageModule[] = [
  loginPage,
  inboxPage,
  taskPage,
  casesPage,
  casePage,
  copiesPage,
  noticesPage,
  startPage,
  boardPage,
  designerPage,
];
