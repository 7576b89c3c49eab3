/** The package format: its schema and its loader. */
export { loadPackage, loadPackages, PackageError, shippedPackagesFolder } from './load-packages.ts';
export type { PackageFile, ProcessPackage } from './load-packages.ts';
export { manifestSchema } from './manifest.schema.ts';
export type { Manifest, ManifestAction, ManifestClock, ManifestReturn } from './manifest.schema.ts';
export { readLimit } from './limit.ts';
