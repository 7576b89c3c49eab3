import { boardRoutes } from './board/routes.ts';
import { businessRoutes } from './businesses/routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { definitionRoutes } from './definitions/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { healthRoutes } from './health/routes.ts';
import type { Route } from './http/route.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { withOpenApi } from './openapi/routes.ts';
import { operatorRoutes } from './operator/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { taskRoutes } from './tasks/routes.ts';
import { unitRoutes } from './units/routes.ts';

/** Every route of the API, the description of all of them last. */
export function apiRoutes(version: string): Route[] {
  return withOpenApi(
    [
      ...sessionRoutes,
      ...taskRoutes,
      ...caseRoutes,
      ...noticeRoutes,
      ...businessRoutes,
      ...definitionRoutes,
      ...boardRoutes,
      ...eventRoutes,
      ...unitRoutes,
      ...documentRoutes,
      ...healthRoutes,
      ...metricsRoutes,
      ...operatorRoutes(version),
    ],
    version,
  );
}
