/** The package check: one function for the command line, the server and the designer's page. */
export { applyRules, checkDiagram } from './check-diagram.ts';
export { checkPackage, contextOf } from './check-package.ts';
export type { FileFindings } from './check-package.ts';
export { readDiagram } from './diagram.ts';
export type { CheckContext, Finding, Rule } from './finding.ts';
export { rules } from './rules/index.ts';
