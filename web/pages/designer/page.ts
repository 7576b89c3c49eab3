import type { Request, Router } from 'express';
import { Problem } from '../../../server/errors.ts';
import type { DefinitionRow } from '../../../server/definitions/schema.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { pathParam } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/** The list of diagrams with all their versions, and the editor of one of them. */
export function designerPage(router: Router, context: PageContext): void {
  const designerOf = (req: Request): Viewer => {
    const viewer = viewerOf(context, req);
    if (!viewer.roles.some((role) => role === 'designer' || role === 'admin')) {
      throw new Problem('forbidden');
    }
    return viewer;
  };

  router.get('/designer', async (req, res) => {
    const definitions = await context.services.definitions.list(designerOf(req));
    await context.render(req, res, 'designer/list', {
      title: '流程设计',
      entries: [],
      active: 'designer',
      processes: byProcess(definitions),
    });
  });

  router.get('/designer/new', async (req, res) => {
    designerOf(req);
    await context.render(req, res, 'designer/page', {
      title: '新流程',
      entries: ['islands/designer/designer.ts'],
      active: 'designer',
      definition: null,
      versions: [],
      islandData: { definition: null, draft: null },
    });
  });

  router.get('/designer/:key', async (req, res) => {
    const viewer = designerOf(req);
    const definition = await context.services.definitions.get(viewer, pathParam(req.params.key));
    const [draft, all] = await Promise.all([
      context.services.definitions.draft(viewer, definition.processId),
      context.services.definitions.list(viewer),
    ]);
    await context.render(req, res, 'designer/page', {
      title: `${definition.name} · 流程设计`,
      entries: ['islands/designer/designer.ts'],
      active: 'designer',
      definition,
      draft,
      versions: all
        .filter((row) => row.processId === definition.processId)
        .sort((a, b) => b.version - a.version),
      islandData: { definition, draft },
    });
  });
}

function byProcess(rows: readonly DefinitionRow[]): {
  processId: string;
  name: string;
  business: string | null;
  latest: DefinitionRow;
  versions: DefinitionRow[];
}[] {
  const processes = new Map<string, DefinitionRow[]>();
  for (const row of rows) {
    processes.set(row.processId, [...(processes.get(row.processId) ?? []), row]);
  }
  return [...processes.values()].map((versions) => {
    const sorted = [...versions].sort((a, b) => b.version - a.version);
    const latest = sorted[0]!;
    const { processId, name, business } = latest;
    return { processId, name, business, latest, versions: sorted };
  });
}
