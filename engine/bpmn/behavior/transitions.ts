import type { ExecutableElement, ExecutableFlow } from '../../model/executable.ts';
import { NO_KEY } from '../../protocol/key.ts';
import type { ProcessInstanceEvent } from '../../protocol/intent.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import type { EngineState } from '../../state/engine-state.ts';
import type { DeployedProcess } from '../../state/process-state.ts';
import { elementOf } from '../../state/process-state.ts';
import type { Writers } from '../../stream/writers.ts';
import type { ElementContext } from '../element-context.ts';
import type { ContainerProcessor, Outcome } from '../element-processor.ts';
import type { Failure } from '../failure.ts';
import { isFailure } from '../failure.ts';
import { callActivityOf, containerOf, contextOf } from './containers.ts';

/** Finds the processor of a container's type. */
export type ContainerLookup = (element: ExecutableElement) => ContainerProcessor;

/**
 * Moves element instances from state to state, tokens along flows, and tells containers of it.
 * Source: zeebe/engine, `BpmnStateTransitionBehavior.java`.
 */
export class Transitions {
  private readonly state: EngineState;
  private readonly writers: Writers;
  private readonly containerOf: ContainerLookup;

  constructor(state: EngineState, writers: Writers, containerOf: ContainerLookup) {
    this.state = state;
    this.writers = writers;
    this.containerOf = containerOf;
  }

  /** Writes ELEMENT_ACTIVATING, unless the activation is tried again after an incident. */
  toActivating(context: ElementContext): ElementContext {
    if (this.state.elementInstances.get(context.elementInstanceKey) !== undefined) {
      return { ...context, state: 'ELEMENT_ACTIVATING' };
    }
    const key = context.elementInstanceKey;
    const elementInstanceKey = key === NO_KEY ? this.writers.nextKey() : key;
    return this.to({ ...context, elementInstanceKey }, 'ELEMENT_ACTIVATING');
  }

  toActivated(context: ElementContext): ElementContext {
    return this.to(context, 'ELEMENT_ACTIVATED');
  }

  /** Writes ELEMENT_COMPLETING, unless the completion is tried again after an incident. */
  toCompleting(context: ElementContext): ElementContext {
    const instance = this.state.elementInstances.require(context.elementInstanceKey);
    if (instance.state === 'ELEMENT_COMPLETING') return { ...context, state: 'ELEMENT_COMPLETING' };
    return this.to(context, 'ELEMENT_COMPLETING');
  }

  /** Writes ELEMENT_COMPLETED and, at the end of a path, tells the container before and after. */
  toCompleted(element: ExecutableElement, context: ElementContext): ElementContext | Failure {
    const isEnd =
      element.elementType !== 'PROCESS' &&
      element.linkTarget === null &&
      element.outgoing.length === 0;
    const container = isEnd ? containerOf(this.state, element, context) : undefined;
    if (container === undefined) return this.to(context, 'ELEMENT_COMPLETED');
    const processor = this.containerOf(container.element);
    const before = processor.beforeExecutionPathCompleted;
    const satisfied = before?.call(processor, container.element, container.context, context);
    if (isFailure(satisfied)) return satisfied;
    const completed = this.to(context, 'ELEMENT_COMPLETED');
    const after = this.contextOf(container.context.elementInstanceKey) ?? container.context;
    processor.afterExecutionPathCompleted(container.element, after, completed, satisfied);
    return completed;
  }

  toTerminating(context: ElementContext): ElementContext {
    return this.to(context, 'ELEMENT_TERMINATING');
  }

  toTerminated(context: ElementContext): ElementContext {
    return this.to(context, 'ELEMENT_TERMINATED');
  }

  /** Takes one flow: SEQUENCE_FLOW_TAKEN, and the wish to activate what it leads to. */
  takeFlow(context: ElementContext, flow: ExecutableFlow): void {
    this.writers.event(this.writers.nextKey(), 'PROCESS_INSTANCE', 'SEQUENCE_FLOW_TAKEN', {
      ...context.value,
      elementId: flow.id,
      bpmnElementType: 'SEQUENCE_FLOW',
      bpmnEventType: 'UNSPECIFIED',
    });
    this.activateInFlowScope(context, flow.target);
  }

  /** Takes all outgoing flows in the order of the diagram. */
  takeOutgoingFlows(element: ExecutableElement, context: ElementContext): void {
    for (const flow of element.outgoing) this.takeFlow(context, flow);
  }

  /** Wishes an element to be activated beside the given instance. */
  activateInFlowScope(context: ElementContext, element: ExecutableElement): void {
    this.writers.command(this.writers.nextKey(), 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
      ...context.value,
      elementId: element.id,
      bpmnElementType: element.elementType,
      bpmnEventType: element.eventType,
    });
  }

  /** Wishes a child to be activated; its key is given when it begins. */
  activateChild(context: ElementContext, child: ExecutableElement): void {
    this.activateChildAs(NO_KEY, context, child);
  }

  /** Wishes a child to be activated; its key. */
  activateChildWithKey(context: ElementContext, child: ExecutableElement): number {
    const key = this.writers.nextKey();
    this.activateChildAs(key, context, child);
    return key;
  }

  /** Wishes so many children of a multi-instance body to be activated, piece by piece. */
  activateChildrenInBatches(context: ElementContext, amount: number): void {
    this.writers.command(this.writers.nextKey(), 'PROCESS_INSTANCE_BATCH', 'ACTIVATE', {
      processInstanceKey: context.value.processInstanceKey,
      batchElementInstanceKey: context.elementInstanceKey,
      index: amount,
      tenantId: context.value.tenantId,
    });
  }

  /** Wishes the instance to complete. */
  completeElement(context: ElementContext): void {
    this.writers.command(
      context.elementInstanceKey,
      'PROCESS_INSTANCE',
      'COMPLETE_ELEMENT',
      context.value,
    );
  }

  /** Wishes the instance to end. */
  terminateElement(context: ElementContext): void {
    this.writers.command(
      context.elementInstanceKey,
      'PROCESS_INSTANCE',
      'TERMINATE_ELEMENT',
      context.value,
    );
  }

  /** Wishes all children to end, piece by piece; true when there is none. */
  terminateChildren(context: ElementContext): boolean {
    const instance = this.state.elementInstances.require(context.elementInstanceKey);
    if (instance.childCount === 0) return true;
    this.writers.command(this.writers.nextKey(), 'PROCESS_INSTANCE_BATCH', 'TERMINATE', {
      processInstanceKey: context.value.processInstanceKey,
      batchElementInstanceKey: context.elementInstanceKey,
      index: -1,
      tenantId: context.value.tenantId,
    });
    return false;
  }

  /** Tells the container that a child begins; its failure becomes the child's incident. */
  onActivating(element: ExecutableElement, context: ElementContext): Outcome {
    const scope = element.flowScope;
    if (scope !== null && scope.elementType !== 'MULTI_INSTANCE_BODY') return undefined;
    const container = containerOf(this.state, element, context);
    if (container === undefined) return undefined;
    const processor = this.containerOf(container.element);
    return processor.onChildActivating?.(container.element, container.context, context);
  }

  /** Tells the container that a child ended. */
  onTerminated(element: ExecutableElement, context: ElementContext): void {
    const container = containerOf(this.state, element, context);
    if (container === undefined) return;
    const processor = this.containerOf(container.element);
    processor.onChildTerminated(container.element, container.context, context);
  }

  /** Tells a call activity that the process it called completed. */
  onCalledProcessCompleted(child: ElementContext, caller: ElementContext): void {
    const element = callActivityOf(this.state, caller);
    const processor = this.containerOf(element);
    const satisfied = processor.beforeExecutionPathCompleted?.(element, caller, child);
    if (isFailure(satisfied)) throw new Error(satisfied.message);
    processor.afterExecutionPathCompleted(element, caller, child, satisfied);
  }

  /** Tells a call activity that the process it called was terminated. */
  onCalledProcessTerminated(child: ElementContext, caller: ElementContext): void {
    const element = callActivityOf(this.state, caller);
    this.containerOf(element).onChildTerminated(element, caller, child);
  }

  /** Wishes a process to be called by the instance; the key of the new process instance. */
  createChildProcess(process: DeployedProcess, caller: ElementContext): number {
    const key = this.writers.nextKey();
    this.writers.command(key, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
      bpmnElementType: 'PROCESS',
      elementId: process.executable.id,
      bpmnProcessId: process.value.bpmnProcessId,
      version: process.value.version,
      processDefinitionKey: process.key,
      processInstanceKey: key,
      flowScopeKey: NO_KEY,
      bpmnEventType: process.executable.eventType,
      parentProcessInstanceKey: caller.value.processInstanceKey,
      parentElementInstanceKey: caller.elementInstanceKey,
      tenantId: caller.value.tenantId,
    });
    return key;
  }

  /** Wishes the called process to end, or ends the call activity when there is none. */
  terminateChildProcess(element: ExecutableElement, context: ElementContext): void {
    const { calledChildInstanceKey } = this.state.elementInstances.require(
      context.elementInstanceKey,
    );
    const child = this.contextOf(calledChildInstanceKey);
    if (child !== undefined) this.terminateElement(child);
    else this.containerOf(element).onChildTerminated(element, context, null);
  }

  /** A running instance as a context. */
  contextOf(key: number): ElementContext | undefined {
    const instance = this.state.elementInstances.get(key);
    return instance && contextOf(instance);
  }

  /** Whether nothing of the child's scope is left to run, so that the scope can complete. */
  canScopeComplete(child: ElementContext): boolean {
    const scope = this.state.elementInstances.get(child.value.flowScopeKey);
    return scope !== undefined && scope.childCount + scope.activeSequenceFlows === 0;
  }

  /** Whether the child's scope has no child left, so that the scope can end. */
  canScopeTerminate(child: ElementContext): boolean {
    const scope = this.state.elementInstances.get(child.value.flowScopeKey);
    return scope !== undefined && scope.childCount === 0;
  }

  /** Whether an interrupting event took the scope over and the children are gone. */
  isScopeInterrupted(scope: ElementInstance): boolean {
    return scope.childCount === 0 && isInterrupted(scope) && isActive(scope);
  }

  /** Whether it was a terminate end event that took the scope over. */
  isInterruptedByTerminateEnd(scope: ElementInstance): boolean {
    if (!this.isScopeInterrupted(scope)) return false;
    const process = this.state.processes.get(scope.value.processDefinitionKey)?.executable;
    const element = process && elementOf(process, scope.interruptingElementId, 'UNSPECIFIED');
    return element?.isTerminateEndEvent === true;
  }

  private activateChildAs(key: number, context: ElementContext, child: ExecutableElement): void {
    this.writers.command(key, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
      ...context.value,
      flowScopeKey: context.elementInstanceKey,
      elementId: child.id,
      bpmnElementType: child.elementType,
      bpmnEventType: child.eventType,
    });
  }

  private to(context: ElementContext, state: ProcessInstanceEvent): ElementContext {
    this.writers.event(context.elementInstanceKey, 'PROCESS_INSTANCE', state, context.value);
    return { elementInstanceKey: context.elementInstanceKey, value: context.value, state };
  }
}
