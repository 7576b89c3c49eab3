import type { Router } from 'express';
import type { Business } from '../../../server/businesses/schema.ts';
import { pathParam } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/** The catalogue of businesses, and the page that starts one with its form. */
export function startPage(router: Router, context: PageContext): void {
  router.get('/start', async (req, res) => {
    const viewer = viewerOf(context, req);
    const businesses = await context.services.businesses.list(viewer);
    await context.render(req, res, 'start/catalog', {
      title: '发起事项',
      entries: [],
      active: 'start',
      categories: byCategory(businesses.filter((business) => business.canStart)),
      others: businesses.filter((business) => !business.canStart),
    });
  });

  router.get('/start/:business', async (req, res) => {
    const viewer = viewerOf(context, req);
    const business = await context.services.businesses.get(viewer, pathParam(req.params.business));
    await context.render(req, res, 'start/page', {
      title: business.title,
      entries: ['islands/start/start.ts'],
      active: 'start',
      business,
      islandData: { business: business.name, form: business.startForm, person: viewer.personId },
    });
  });
}

function byCategory(businesses: readonly Business[]): { name: string; businesses: Business[] }[] {
  const categories = new Map<string, Business[]>();
  for (const business of businesses) {
    categories.set(business.category, [...(categories.get(business.category) ?? []), business]);
  }
  return [...categories].map(([name, members]) => ({ name, businesses: members }));
}
