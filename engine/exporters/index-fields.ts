import type { ValueType } from '../protocol/value-type.ts';

/**
 * Fields of a record's value by the type that Elasticsearch keeps them as; several names in a text,
 * parted by spaces. `opaque` fields are kept and not searched.
 */
export interface IndexFields {
  readonly keyword?: string;
  /** Keywords that are not indexed beyond so many characters. */
  readonly keyword1024?: string;
  readonly keyword8191?: string;
  readonly text?: string;
  readonly long?: string;
  readonly integer?: string;
  readonly boolean?: string;
  readonly date?: string;
  readonly opaque?: string;
  /** Objects inside the value, and lists of objects. */
  readonly objects?: Readonly<Record<string, IndexFields>>;
  /** Each object of the list is a document of its own. */
  readonly nested?: boolean;
}

/**
 * What the value of each exported kind holds, as its index knows it: an index refuses what is not
 * here. The order of kinds is that in which Zeebe makes the templates.
 * Source: the templates that the Elasticsearch exporter of 8.5.8 puts.
 */
export const INDEX_FIELDS = {
  DEPLOYMENT: {
    keyword: 'tenantId',
    objects: {
      processesMetadata: {
        keyword: 'bpmnProcessId tenantId',
        text: 'resourceName',
        long: 'version processDefinitionKey',
        boolean: 'duplicate',
        opaque: 'checksum',
      },
      resources: {
        text: 'resourceName',
        opaque: 'resource',
      },
      decisionRequirementsMetadata: {
        keyword: 'decisionRequirementsId decisionRequirementsName namespace tenantId',
        text: 'resourceName',
        long: 'decisionRequirementsVersion decisionRequirementsKey',
        boolean: 'duplicate',
        opaque: 'checksum',
      },
      decisionsMetadata: {
        keyword: 'decisionId decisionName decisionRequirementsId tenantId',
        long: 'version decisionKey decisionRequirementsKey',
        boolean: 'duplicate',
      },
      formMetadata: {
        keyword: 'formId tenantId',
        text: 'resourceName',
        long: 'version formKey',
        boolean: 'duplicate',
        opaque: 'checksum',
      },
    },
  },
  PROCESS: {
    keyword: 'bpmnProcessId tenantId',
    text: 'resourceName',
    long: 'version processDefinitionKey',
    boolean: 'duplicate',
    opaque: 'resource checksum',
  },
  ERROR: {
    text: 'exceptionMessage stacktrace',
    long: 'errorEventPosition processInstanceKey',
  },
  INCIDENT: {
    keyword: 'errorType bpmnProcessId elementId tenantId',
    text: 'errorMessage',
    long: 'processDefinitionKey processInstanceKey elementInstanceKey jobKey variableScopeKey',
  },
  JOB: {
    keyword: 'type bpmnProcessId worker tenantId jobKind',
    text: 'elementId errorMessage errorCode',
    long: 'elementInstanceKey processInstanceKey processDefinitionKey retries retryBackoff recurringTime deadline timeout',
    integer: 'processDefinitionVersion',
    opaque: 'customHeaders variables',
  },
  JOB_BATCH: {
    keyword: 'type worker tenantIds',
    long: 'timeout jobKeys',
    integer: 'maxJobsToActivate',
    boolean: 'truncated',
    objects: {
      jobs: {
        nested: true,
        keyword: 'type bpmnProcessId worker tenantId jobKind',
        text: 'elementId errorMessage errorCode',
        long: 'elementInstanceKey processInstanceKey processDefinitionKey retries retryBackoff recurringTime timeout',
        integer: 'processDefinitionVersion',
        date: 'deadline',
        opaque: 'customHeaders variables',
      },
    },
  },
  MESSAGE: {
    keyword: 'name messageId tenantId',
    text: 'correlationKey',
    long: 'timeToLive deadline',
    opaque: 'variables',
  },
  MESSAGE_BATCH: {
    long: 'messageKeys',
  },
  MESSAGE_SUBSCRIPTION: {
    keyword: 'messageName bpmnProcessId tenantId',
    text: 'correlationKey',
    long: 'processInstanceKey elementInstanceKey messageKey',
    integer: 'processInstancePartitionId',
    boolean: 'interrupting',
    opaque: 'variables',
  },
  VARIABLE: {
    keyword: 'name bpmnProcessId tenantId',
    long: 'scopeKey processInstanceKey processDefinitionKey',
    keyword8191: 'value',
  },
  VARIABLE_DOCUMENT: {
    keyword: 'updateSemantics tenantId',
    long: 'scopeKey',
    opaque: 'variables',
  },
  PROCESS_INSTANCE: {
    keyword: 'bpmnProcessId elementId bpmnElementType bpmnEventType tenantId',
    long: 'processDefinitionKey processInstanceKey flowScopeKey parentProcessInstanceKey parentElementInstanceKey',
    integer: 'version',
  },
  PROCESS_INSTANCE_BATCH: {
    keyword: 'tenantId',
    long: 'processInstanceKey batchElementInstanceKey index',
  },
  PROCESS_INSTANCE_CREATION: {
    keyword: 'bpmnProcessId tenantId',
    long: 'processDefinitionKey processInstanceKey',
    integer: 'version',
    opaque: 'variables',
    objects: {
      startInstructions: {
        keyword: 'elementId',
      },
    },
  },
  PROCESS_INSTANCE_MODIFICATION: {
    keyword: 'tenantId',
    long: 'processInstanceKey ancestorScopeKeys',
    objects: {
      terminateInstructions: {
        long: 'elementInstanceKey',
      },
      activateInstructions: {
        keyword: 'elementId',
        long: 'ancestorScopeKey ancestorScopeKeys',
        objects: {
          variableInstructions: {
            keyword: 'elementId',
            opaque: 'variables',
          },
        },
      },
    },
  },
  PROCESS_MESSAGE_SUBSCRIPTION: {
    keyword: 'messageName bpmnProcessId correlationKey tenantId',
    text: 'elementId',
    long: 'processInstanceKey elementInstanceKey messageKey',
    boolean: 'interrupting',
    opaque: 'variables',
  },
  DECISION_REQUIREMENTS: {
    keyword: 'decisionRequirementsId decisionRequirementsName namespace tenantId',
    text: 'resourceName',
    long: 'decisionRequirementsVersion decisionRequirementsKey',
    boolean: 'duplicate',
    opaque: 'resource checksum',
  },
  DECISION: {
    keyword: 'decisionId decisionName decisionRequirementsId tenantId',
    long: 'version decisionKey decisionRequirementsKey',
    boolean: 'duplicate',
  },
  DECISION_EVALUATION: {
    keyword:
      'decisionId decisionName decisionRequirementsId bpmnProcessId elementId failedDecisionId tenantId',
    long: 'decisionVersion decisionKey decisionRequirementsKey processDefinitionKey processInstanceKey elementInstanceKey',
    opaque: 'decisionOutput variables',
    keyword1024: 'evaluationFailureMessage',
    objects: {
      evaluatedDecisions: {
        keyword: 'decisionId decisionName decisionType tenantId',
        long: 'decisionKey decisionVersion',
        opaque: 'decisionOutput',
        objects: {
          evaluatedInputs: {
            keyword: 'inputId inputName',
            opaque: 'inputValue',
          },
          matchedRules: {
            keyword: 'ruleId',
            long: 'ruleIndex',
            objects: {
              evaluatedOutputs: {
                keyword: 'outputId outputName',
                opaque: 'outputValue',
              },
            },
          },
        },
      },
    },
  },
  TIMER: {
    keyword: 'targetElementId tenantId',
    long: 'elementInstanceKey dueDate processDefinitionKey processInstanceKey',
    integer: 'repetitions',
  },
  MESSAGE_START_EVENT_SUBSCRIPTION: {
    keyword: 'messageName bpmnProcessId startEventId tenantId',
    text: 'correlationKey',
    long: 'processDefinitionKey processInstanceKey messageKey',
    opaque: 'variables',
  },
  PROCESS_EVENT: {
    keyword: 'targetElementId tenantId',
    long: 'scopeKey processInstanceKey processDefinitionKey',
    opaque: 'variables',
  },
  ESCALATION: {
    keyword: 'escalationCode throwElementId catchElementId tenantId',
    long: 'processInstanceKey',
  },
  SIGNAL: {
    keyword: 'signalName tenantId',
    opaque: 'variables',
  },
  SIGNAL_SUBSCRIPTION: {
    keyword: 'bpmnProcessId catchEventId signalName tenantId',
    long: 'processDefinitionKey catchEventInstanceKey',
  },
  RESOURCE_DELETION: {
    keyword: 'tenantId',
    long: 'resourceKey',
  },
  FORM: {
    keyword: 'formId tenantId',
    text: 'resourceName',
    long: 'version formKey',
    boolean: 'duplicate',
    opaque: 'resource checksum',
  },
  USER_TASK: {
    keyword: 'assignee dueDate followUpDate externalFormReference bpmnProcessId tenantId',
    text: 'candidateGroupsList candidateUsersList changedAttributes action elementId',
    long: 'userTaskKey formKey creationTimestamp elementInstanceKey processInstanceKey processDefinitionKey',
    integer: 'processDefinitionVersion',
    opaque: 'variables customHeaders',
  },
  PROCESS_INSTANCE_MIGRATION: {
    long: 'processInstanceKey targetProcessDefinitionKey',
    objects: {
      mappingInstructions: {
        keyword: 'sourceElementId targetElementId',
      },
    },
  },
  COMPENSATION_SUBSCRIPTION: {
    keyword: 'tenantId compensableActivityId throwEventId compensationHandlerId',
    long: 'processInstanceKey processDefinitionKey throwEventInstanceKey compensationHandlerInstanceKey compensableActivityScopeKey compensableActivityInstanceKey',
    opaque: 'variables',
  },
} as const satisfies Partial<Record<ValueType, IndexFields>>;

/** The kinds that have an index. */
export type IndexedType = keyof typeof INDEX_FIELDS;
