/**
 * The directions of imports. Imports of types count as well: a circle of types is a circle of
 * knowledge. TypeScript 5 parses here (`packageExtensions` in pnpm-workspace.yaml), because version 7
 * has no API for it yet.
 */
export default {
  forbidden: [
    { name: 'no-circle-of-files', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^server/src/' },
      to: { circular: true },
    },
    {
      name: 'foundations-know-no-noun',
      comment: 'config and database are used by every folder of a noun and use none of them',
      severity: 'error',
      from: { path: '^server/src/(config|database)/' },
      to: { path: '^server/src/', pathNot: '^server/src/(config|database)/' },
    },
    {
      name: 'shared-is-alone',
      severity: 'error',
      from: { path: '^shared/src/' },
      to: { path: '^(server|widget|examples)/' },
    },
    {
      name: 'widget-not-server',
      severity: 'error',
      from: { path: '^widget/src/' },
      to: { path: '^(server|examples)/' },
    },
    {
      name: 'resolvable',
      comment: 'an import that the tool cannot follow would hide a circle',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
    exclude: { path: '(^|/)(dist|\\.types)/' },
  },
};
