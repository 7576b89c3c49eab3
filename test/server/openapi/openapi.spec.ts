import { expect } from 'chai';
import { openApiDocument } from '../../../server/openapi/openapi.ts';
import { apiRoutes } from '../../../server/routes.ts';

type Json = Record<string, unknown>;

describe('routes of the API', () => {
  const routes = apiRoutes('1.0.0');

  for (const route of routes) {
    const name = `${route.method.toUpperCase()} ${route.path}`;

    it(`${name} has a policy, a summary and a schema for all it takes and gives`, () => {
      expect(route.policy.name).to.be.a('string').and.not.equal('');
      expect(route.summary).to.match(/^[A-Z].{8,}/);
      expect(route.path.includes(':')).to.equal(route.params !== undefined);
      if (route.method === 'post' || route.method === 'put') {
        expect(route.body ?? route.params, 'body').not.to.equal(undefined);
      }
      const success = route.responses[route.status];
      const described = success?.schema ?? success?.content ?? (route.status === 204 && 'nothing');
      expect(described, 'answer').to.be.ok;
    });
  }

  it('are unique', () => {
    const names = routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).to.equal(names.length);
  });
});

describe('OpenAPI document', () => {
  const document = openApiDocument(apiRoutes('1.0.0'), '1.0.0');
  const operations: { path: string; method: string; operation: Json }[] = [];
  for (const [path, item] of Object.entries(document.paths as Record<string, Json>)) {
    for (const [method, operation] of Object.entries(item)) {
      operations.push({ path, method, operation: operation as Json });
    }
  }

  it('says what it is', () => {
    expect(document.openapi).to.equal('3.1.0');
    expect(document.info).to.include({ version: '1.0.0' });
  });

  it('describes each route once', () => {
    expect(operations).to.have.length(apiRoutes('1.0.0').length);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('points only at components that are there', () => {
    const schemas = Object.keys((document.components as { schemas: Json }).schemas);
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references).not.to.deep.equal([]);
    for (const reference of references) {
      expect(reference).to.match(/^#\/components\/schemas\//);
      expect(schemas).to.include(reference.split('/').at(-1));
    }
  });

  it('declares every path parameter, required', () => {
    for (const { path, operation } of operations) {
      const declared = (operation.parameters as Json[])
        .filter((parameter) => parameter.in === 'path' && parameter.required === true)
        .map((parameter) => parameter.name);
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(declared, path).to.have.members(wanted);
    }
  });

  it('keeps to the forms of OpenAPI 3.1', () => {
    for (const { path, method, operation } of operations) {
      const where = `${method} ${path}`;
      expect(path, where).to.match(/^\/[\w/{}.-]*$/);
      expect(operation, where).to.include.keys('operationId', 'responses', 'summary', 'security');
      for (const [status, answer] of Object.entries(operation.responses as Record<string, Json>)) {
        expect(status, where).to.match(/^([1-5]\d\d|default)$/);
        expect(answer.description, where).to.be.a('string');
        for (const media of Object.values((answer.content ?? {}) as Record<string, Json>)) {
          expect(media.schema, where).to.be.an('object');
        }
      }
      if ('requestBody' in operation) {
        expect((operation.requestBody as Json).content, where).to.be.an('object');
      }
    }
  });
});
