import { documentRoutes } from './documents/routes.ts';
import { healthRoutes } from './health/routes.ts';
import type { Route } from './http/route.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { withOpenApi } from './openapi/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { unitRoutes } from './units/routes.ts';

/** Every route of the API, the description of all of them last. */
export function apiRoutes(version: string): Route[] {
  return withOpenApi(
    [
      ...sessionRoutes,
      ...unitRoutes,
      ...documentRoutes,
      ...healthRoutes,
      ...metricsRoutes,
    ],
    version,
  );
}
