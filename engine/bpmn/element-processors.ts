import type { ExecutableElement } from '../model/executable.ts';
import type { BpmnElementType } from '../protocol/bpmn-type.ts';
import type { Behaviors } from './behavior/behaviors.ts';
import type { ContainerProcessor, ElementProcessor } from './element-processor.ts';
import { boundaryEvent } from './element/boundary-event.ts';
import { businessRuleTask } from './element/business-rule-task.ts';
import { callActivity } from './element/call-activity.ts';
import { endEvent } from './element/end-event.ts';
import { eventBasedGateway } from './element/event-based-gateway.ts';
import { eventSubProcess } from './element/event-sub-process.ts';
import { exclusiveGateway } from './element/exclusive-gateway.ts';
import { inclusiveGateway } from './element/inclusive-gateway.ts';
import { intermediateCatchEvent } from './element/intermediate-catch-event.ts';
import { intermediateThrowEvent } from './element/intermediate-throw-event.ts';
import { jobWorkerTask } from './element/job-worker-task.ts';
import { multiInstanceBody } from './element/multi-instance-body.ts';
import { parallelGateway } from './element/parallel-gateway.ts';
import { process } from './element/process.ts';
import { receiveTask } from './element/receive-task.ts';
import { scriptTask } from './element/script-task.ts';
import { startEvent } from './element/start-event.ts';
import { subProcess } from './element/sub-process.ts';
import { undefinedTask } from './element/undefined-task.ts';
import { userTask } from './element/user-task.ts';

/** Makes the processor of one element type. */
export type MakeProcessor = (behaviors: Behaviors) => ElementProcessor;

/**
 * One processor per element type, each in its own file. Source: zeebe/engine,
 * `BpmnElementProcessors.java`.
 */
const MAKERS: { readonly [T in BpmnElementType]?: MakeProcessor } = {
  PROCESS: process,
  SUB_PROCESS: subProcess,
  START_EVENT: startEvent,
  END_EVENT: endEvent,
  SERVICE_TASK: jobWorkerTask,
  SEND_TASK: jobWorkerTask,
  USER_TASK: userTask,
  SCRIPT_TASK: scriptTask,
  BUSINESS_RULE_TASK: businessRuleTask,
  RECEIVE_TASK: receiveTask,
  MANUAL_TASK: undefinedTask,
  TASK: undefinedTask,
  EXCLUSIVE_GATEWAY: exclusiveGateway,
  PARALLEL_GATEWAY: parallelGateway,
  INCLUSIVE_GATEWAY: inclusiveGateway,
  EVENT_BASED_GATEWAY: eventBasedGateway,
  INTERMEDIATE_CATCH_EVENT: intermediateCatchEvent,
  INTERMEDIATE_THROW_EVENT: intermediateThrowEvent,
  BOUNDARY_EVENT: boundaryEvent,
  EVENT_SUB_PROCESS: eventSubProcess,
  CALL_ACTIVITY: callActivity,
  MULTI_INSTANCE_BODY: multiInstanceBody,
};

/** Finds the processor of an element. */
export class ElementProcessors {
  private readonly processors = new Map<BpmnElementType, ElementProcessor>();

  /**
   * Makes all processors. The behaviors may still be incomplete: processors use them only when
   * called.
   */
  make(behaviors: Behaviors): void {
    for (const [type, make] of Object.entries(MAKERS)) {
      this.processors.set(type as BpmnElementType, make(behaviors));
    }
  }

  /**
   * The processor of an element.
   * @throws when there is none: such elements are refused at deploy.
   */
  of(element: ExecutableElement): ElementProcessor {
    const processor = this.processors.get(element.elementType);
    if (processor === undefined) throw new Error(`no processor for ${element.elementType}`);
    return processor;
  }

  /** The processor of an element that contains others. */
  ofContainer(element: ExecutableElement): ContainerProcessor {
    return this.of(element) as ContainerProcessor;
  }
}
