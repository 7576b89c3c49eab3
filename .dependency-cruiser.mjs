/**
 * Boundaries between the rooms, each with its reason. `npm run boundaries` checks them, and so does
 * test/architecture. The rooms are described in CONTRIBUTING.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'engine-stands-alone',
      comment: 'The engine is publishable by itself: it imports nothing of the product.',
      severity: 'error',
      from: { path: '^engine/' },
      to: { path: '^(processes|server|web|test)/' },
    },
    {
      name: 'processes-are-data-and-ports',
      comment: 'A business is added without code of the server: packages see ports, not rooms.',
      severity: 'error',
      from: { path: '^processes/' },
      to: { path: '^(server|web|test|engine)/', pathNot: '^engine/protocol/' },
    },
    {
      name: 'packages-do-not-know-each-other',
      comment: 'Businesses meet through messages and cases, never through imports.',
      severity: 'error',
      from: { path: '^processes/(?!shared|worker|package|checks)([^/]+)/' },
      to: {
        path: '^processes/(?!shared|worker|package|checks)([^/]+)/',
        pathNot: '^processes/$1/',
      },
    },
    {
      name: 'server-sees-the-protocol-only',
      comment:
        "The server asks Zeebe's protocol, never the engine; main.ts alone starts one, and backup.ts " +
        "copies the files of one that doesn't run.",
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/(main|backup)\\.ts$' },
      to: { path: '^engine/', pathNot: '^engine/(protocol/|state/page-check\\.ts$)' },
    },
    {
      name: 'server-does-not-show',
      comment: 'The server serves pages it is given; only main.ts brings them in.',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/main\\.ts$' },
      to: { path: '^web/' },
    },
    {
      name: 'clock-is-pure',
      comment:
        'The legal clock is arithmetic: no store, no broker; load-notices.ts alone reads files.',
      severity: 'error',
      from: { path: '^server/clock/', pathNot: '/load-notices\\.ts$' },
      to: { pathNot: '^(server/clock/|node_modules/zod/)' },
    },
    {
      name: 'store-is-a-database',
      comment:
        'The document store knows the wire protocol and nothing of the product above it; of the ' +
        "engine only what looks at the pages of lmdb's file, which is a file to both.",
      severity: 'error',
      from: { path: '^server/store/' },
      to: {
        path: '^(engine|processes|web|server)/',
        pathNot: '^(server/store/|engine/state/page-check\\.ts$)',
      },
    },
    {
      name: 'islands-run-in-the-browser',
      comment: 'Islands import no server code; types of the contract are erased and allowed.',
      severity: 'error',
      from: { path: '^web/islands/' },
      to: {
        path: '^(server|engine)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle between folders hides which one is the lower. Inside one folder the functions of ' +
        'a grammar may call each other, as the grammar does.',
      severity: 'error',
      from: { path: '^((engine|processes|server|web)/.*)/[^/]+$' },
      to: {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
        via: { pathNot: '^$1/[^/]+$' },
      },
    },
    {
      name: 'declared-packages-only',
      comment: 'What is imported is listed in package.json, so npm ci brings it.',
      severity: 'error',
      from: { path: '^(engine|processes|server)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
