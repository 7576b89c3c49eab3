import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { readFormId } from './form-json.ts';
import type { TransformResource } from './resource-transformer.ts';
import { bytesOf, checksumOf } from './resource-transformer.ts';

/** Deploys a form. Source: zeebe/engine, `deployment/transform/FormResourceTransformer.java`. */
export function formResource({ state, writers }: EngineContext): TransformResource {
  return (resource, draft) => {
    const { resourceName } = resource;
    const found = formIdOf(resourceName, bytesOf(resource));
    if (!found.ok) return found.reason;
    const formId = found.id;
    const earlier = draft.formMetadata.find((form) => form.formId === formId);
    if (earlier !== undefined) {
      return (
        `Expected the form ids to be unique within a deployment but found a duplicated id ` +
        `'${formId}' ` +
        `in the resources '${earlier.resourceName}' and '${resourceName}'.`
      );
    }
    const checksum = checksumOf(resource);
    const latest = state.resources.forms.latest(formId);
    const duplicate = latest?.checksum === checksum && latest.resourceName === resourceName;
    const metadata = {
      formId,
      // Numbers begin again when every version was deleted.
      version: duplicate
        ? latest.version
        : latest === undefined
          ? 1
          : state.resources.forms.nextVersion(formId),
      formKey: duplicate ? latest.formKey : writers.nextKey(),
      resourceName,
      checksum,
      duplicate,
      tenantId: DEFAULT_TENANT,
    };
    draft.formMetadata.push(metadata);
    if (!duplicate) {
      writers.event(metadata.formKey, 'FORM', 'CREATED', {
        ...metadata,
        resource: resource.resource,
      });
    }
    return null;
  };
}

/** What Zeebe says of a form that is no JSON: it stumbles over its own error. Measured on 8.5.8. */
const NOT_JSON =
  'Cannot invoke "java.lang.Throwable.getMessage()" because the return value of ' +
  '"com.fasterxml.jackson.core.JsonProcessingException.getCause()" is null';

const NULL_DOCUMENT =
  'Cannot invoke "io.camunda.zeebe.engine.processing.deployment.transform.' +
  'FormResourceTransformer$FormIdPOJO.getId()" because the return value of ' +
  '"com.fasterxml.jackson.databind.ObjectMapper.readValue(byte[], java.lang.Class)" is null';

type FormId =
  { readonly ok: true; readonly id: string } | { readonly ok: false; readonly reason: string };

function formIdOf(resourceName: string, bytes: Uint8Array): FormId {
  const found = readFormId(bytes);
  if (!found.ok) {
    if ('isNull' in found) return { ok: false, reason: `'${resourceName}': ${NULL_DOCUMENT}` };
    if (found.cause === null) return { ok: false, reason: `'${resourceName}': ${NOT_JSON}` };
    const what = `Failed to parse formId from form JSON. '${resourceName}'`;
    return { ok: false, reason: `${what}: ${found.cause}` };
  }
  const { id } = found;
  if (id === null) {
    return { ok: false, reason: 'Expected the form id to be present, but none given' };
  }
  if (isBlank(id)) {
    return { ok: false, reason: 'Expected the form id to be filled, but it is blank' };
  }
  return { ok: true, id };
}

/** Java's `String.isBlank`. */
function isBlank(text: string): boolean {
  return /^[\s\u001c-\u001f]*$/.test(text.replace(/[\u00a0\u2007\u202f\ufeff]/g, 'x'));
}
