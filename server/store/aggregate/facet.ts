import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compilePipeline, iterate, afterAll, type Reader, type Stage } from './pipeline.ts';

/** `$facet`: several pipelines over the same documents, answered as one. */
export function facetStage(spec: Doc, read: Reader): Stage {
  if (!isDoc(spec) || Object.keys(spec).length === 0) {
    throw new StoreError('BadValue', 'the $facet specification must be a non-empty object');
  }
  const facets = Object.entries(spec).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw new StoreError('BadValue', `arguments to $facet must be arrays, ${name} is not`);
    return [name, compilePipeline(pipeline, read)] as const;
  });
  return (input) =>
    afterAll(input, () => {
      const docs = [...iterate(input)];
      const out: Doc = {};
      for (const [name, stage] of facets) {
        let i = 0;
        const source = { next: () => docs[i++] ?? null, pause: () => undefined };
        out[name] = [...iterate(stage(source))];
      }
      return [out];
    });
}
