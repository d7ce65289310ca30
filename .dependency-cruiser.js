/** Who may import whom (docs/architecture of the server's folders). A domain folder is entered through its index.ts. */
const SERVER = '^packages/server/src'
/** Tests and what only they use. */
const TEST = '([.]test|test-support|[.]test-support)[.]tsx?$'
const DOMAINS = 'platform|vault|payments|checkout|events'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'domain-through-its-index',
      comment: 'A domain folder imports another only through its index.ts.',
      severity: 'error',
      from: { path: `${SERVER}/(${DOMAINS})/` },
      to: {
        path: `${SERVER}/(${DOMAINS}|acquirers)/`,
        pathNot: [`${SERVER}/$1/`, `${SERVER}/[^/]+/index[.]ts$`],
      },
    },
    {
      name: 'only-the-vault-speaks-to-acquirers',
      comment: 'A card number lives in vault/ and acquirers/ only; everyone else asks the vault to send.',
      severity: 'error',
      from: { path: `${SERVER}/(platform|payments|checkout|events)/` },
      to: { path: `${SERVER}/acquirers/` },
    },
    {
      name: 'rooms-without-domains',
      comment: 'acquirers, http and database know no domain.',
      severity: 'error',
      from: { path: `${SERVER}/(acquirers|http|database)/` },
      to: { path: `${SERVER}/(${DOMAINS})/` },
    },
    {
      name: 'composition-root-is-not-imported',
      comment: 'Only the commands, which start it, import it.',
      severity: 'error',
      from: { path: `${SERVER}/[^/]+/`, pathNot: `${SERVER}/commands/` },
      to: { path: `${SERVER}/(main|app)[.]ts$` },
    },
    {
      name: 'browser-rooms-apart',
      comment: 'Page script, fields, controller, why and guard run in different places and share only shared/.',
      severity: 'error',
      from: { path: '^packages/elements/src/(page|fields|controller|why|guard)/', pathNot: TEST },
      to: {
        path: '^packages/elements/src/',
        pathNot: [
          '^packages/elements/src/$1/',
          '^packages/elements/src/shared/',
          '^packages/elements/src/loader/types[.]ts$',
        ],
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports is dead.',
      severity: 'error',
      from: { orphan: true, path: '^packages/[^/]+/src', pathNot: ['[.]d[.]ts$', '/main[.]ts$', '/guide/guide[.]ts$'] },
      to: {},
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: TEST },
      to: { path: [TEST, '/test/'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'only-declared-dependencies',
      severity: 'error',
      // What a browser gets is bundled: nobody who installs the loader needs the packages inside.
      from: { path: '^packages/[^/]+/src', pathNot: [TEST, '^packages/(elements|demo)/src/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
