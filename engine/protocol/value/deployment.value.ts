/** A file as it was deployed. */
export interface DeploymentResource {
  readonly resourceName: string;
  /** The file's bytes, base64. */
  readonly resource: string;
}

/** What a deployment says of a process. Source: zeebe/protocol, `ProcessMetadataValue.java`. */
export interface ProcessMetadata {
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processDefinitionKey: number;
  readonly resourceName: string;
  /** MD5 of the resource, base64. */
  readonly checksum: string;
  /** The newest version has the same bytes, so no new version was made. */
  readonly duplicate: boolean;
  readonly tenantId: string;
}

/** A process definition with its diagram. Source: zeebe/protocol, `deployment/Process.java`. */
export interface ProcessValue extends ProcessMetadata, DeploymentResource {}

/**
 * What a deployment says of a requirements graph. Source:
 * `DecisionRequirementsMetadataValue.java`.
 */
export interface DecisionRequirementsMetadata {
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsName: string;
  readonly decisionRequirementsVersion: number;
  readonly decisionRequirementsKey: number;
  readonly namespace: string;
  readonly resourceName: string;
  readonly checksum: string;
  readonly duplicate: boolean;
  readonly tenantId: string;
}

/** A requirements graph with its DMN text. Source: `DecisionRequirementsRecordValue.java`. */
export interface DecisionRequirementsValue
  extends DecisionRequirementsMetadata, DeploymentResource {}

/** A decision of a requirements graph. Source: `DecisionRecordValue.java`. */
export interface DecisionValue {
  readonly decisionId: string;
  readonly decisionName: string;
  readonly version: number;
  readonly decisionKey: number;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: number;
  readonly duplicate: boolean;
  readonly tenantId: string;
}

/** What a deployment says of a form. Source: `FormMetadataValue.java`. */
export interface FormMetadata {
  readonly formId: string;
  readonly version: number;
  readonly formKey: number;
  readonly resourceName: string;
  readonly checksum: string;
  readonly duplicate: boolean;
  readonly tenantId: string;
}

/** A form with its JSON. Source: `deployment/Form.java`. */
export interface FormValue extends FormMetadata, DeploymentResource {}

/** Several resources deployed at once. Source: `DeploymentRecordValue.java`. */
export interface DeploymentValue {
  readonly resources: readonly DeploymentResource[];
  readonly processesMetadata: readonly ProcessMetadata[];
  readonly decisionsMetadata: readonly DecisionValue[];
  readonly decisionRequirementsMetadata: readonly DecisionRequirementsMetadata[];
  readonly formMetadata: readonly FormMetadata[];
  readonly tenantId: string;
}

/** A process, decision or form taken away. Source: `ResourceDeletionRecordValue.java`. */
export interface ResourceDeletionValue {
  readonly resourceKey: number;
  readonly tenantId: string;
}
