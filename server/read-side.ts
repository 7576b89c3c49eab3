import type { Model } from 'mongoose';
import { loadPackages } from '../processes/package/index.ts';
import { sharedWorkers } from '../processes/shared/index.ts';
import type { ExportedBatch } from './boot/embedded-engine.ts';
import { rollupModel } from './board/rollup.model.ts';
import { createBoard } from './board/board.service.ts';
import { Broker, type GatewayAddresses } from './broker/broker.ts';
import { createBusinesses } from './businesses/businesses.service.ts';
import { deployPackages, type RefusedResource } from './businesses/deploy-packages.ts';
import { Packages } from './businesses/packages.ts';
import {
  actModel,
  caseModel,
  clockModel,
  incidentModel,
  joinModel,
  positionModel,
  scopeModel,
  stepModel,
} from './cases/case.model.ts';
import { createCases } from './cases/cases.service.ts';
import { holdsDocument } from './cases/holds-document.ts';
import { createCalendar, loadNotices } from './clock/index.ts';
import type { Context } from './context.ts';
import { definitionModel, diagramDraftModel, formModel } from './definitions/definition.model.ts';
import { createDefinitions } from './definitions/definitions.service.ts';
import type { Desk } from './desk.ts';
import { guarded } from './desk-guard.ts';
import { ChangeTail } from './events/change-tail.ts';
import { hubOf } from './events/hub.ts';
import { readingModel } from './notices/notice.model.ts';
import { createNotices } from './notices/notices.service.ts';
import type { Services } from './services.ts';
import type { Viewer } from './sessions/schema.ts';
import { changeModel, checkpointModel } from './stream/checkpoint.ts';
import { followStream } from './stream/follow.ts';
import { openSink, type Sink } from './stream/sink.ts';
import { unprojectedModel } from './stream/unprojected.ts';
import { draftModel, REPLACED_TASK_INDEXES, taskModel } from './tasks/task.model.ts';
import { createTasks } from './tasks/tasks.service.ts';
import { hostWorkers } from './workers/host.ts';
import { numberModel } from './workers/numbering.ts';
import { createPorts } from './workers/ports.ts';

/** Everything between the broker and the pages: projections, services, workers. */
export interface ReadSide {
  /** Usable before {@link start}: they refuse while broker or store are away. */
  readonly services: Pick<
    Services,
    'tasks' | 'cases' | 'notices' | 'businesses' | 'definitions' | 'board'
  >;
  /** After the store is connected; safe to repeat. */
  prepare(): Promise<void>;
  /**
   * Connects to the broker, deploys what changed, hosts workers, opens the sink; answers which
   * resources the broker refused. Rejects fast when it does not answer.
   */
  start(gateway: GatewayAddresses): Promise<readonly RefusedResource[]>;
  /** Takes records of the embedded engine; answers the position that is in the store. */
  ingest(batch: ExportedBatch): Promise<number>;
  /** Rejects when the broker does not answer within 1.5 s. */
  ping(): Promise<void>;
  stop(): Promise<void>;
  lagMs(): number;
  /** Whether the viewer may read a case that holds the document. */
  holdsDocument(viewer: Viewer, documentId: string): Promise<boolean>;
}

const PING_MS = 1_500;
const CONNECT_MS = 5_000;

/** Makes the read side of a server. Nothing is connected or opened yet. */
export function createReadSide(context: Omit<Context, 'services' | 'documents'>): ReadSide {
  const { config, connection, log, clock, health, identity } = context;
  const packages = new Packages();
  const calendar = createCalendar(loadNotices());
  const hub = hubOf(connection);
  const { ingest, lag, watch, isFollower } = followStream(context, packages, calendar);
  const broker = new Broker(log, context.metrics, () => lag.answered());
  const desk: Desk = {
    connection,
    identity,
    health,
    clock,
    calendar,
    packages,
    broker,
    hub,
    log,
    lagMs: () => lag.lagMs(),
  };
  const tail = new ChangeTail(connection, hub, log);
  const closers: (() => Promise<unknown>)[] = [];
  let sink: Sink | null = null;
  const open = async (): Promise<void> => {
    if (config.sink !== null && sink === null) {
      sink = await openSink({ ...config.sink, log, ingest: (lines) => ingest.ingest(lines) });
      log.info({ port: sink.port }, 'record sink is open');
    }
    if (isFollower) tail.start();
    watch.start();
  };
  return {
    services: servicesOf(desk),
    async prepare() {
      if (packages.list().length === 0) packages.replace(await loadPackages());
      await createIndexes(desk);
    },
    async start(gateway) {
      await open();
      await broker.connect(gateway);
      await broker.ping(CONNECT_MS);
      const refused = await deployPackages(desk);
      const workers = [...sharedWorkers, ...packages.list().flatMap((one) => one.workers)];
      closers.push(hostWorkers(broker.connected(), workers, createPorts(desk), log));
      return refused;
    },
    ingest: async ({ records, position }) => {
      await ingest.take(records);
      return position;
    },
    ping: () => broker.ping(PING_MS),
    async stop() {
      watch.stop();
      tail.stop();
      await Promise.all(closers.splice(0).map((close) => close()));
      await broker.close();
      await sink?.close();
      sink = null;
      await ingest.stop();
    },
    lagMs: desk.lagMs,
    holdsDocument: (viewer, id) => holdsDocument(desk, viewer, id),
  };
}

function servicesOf(desk: Desk): ReadSide['services'] {
  const { health } = desk;
  return {
    tasks: guarded(health, createTasks(desk)),
    cases: guarded(health, createCases(desk)),
    notices: guarded(health, createNotices(desk)),
    businesses: guarded(health, createBusinesses(desk)),
    definitions: guarded(health, createDefinitions(desk)),
    board: guarded(health, createBoard(desk)),
  };
}

async function createIndexes({ connection }: Desk): Promise<void> {
  const models = [
    caseModel,
    stepModel,
    positionModel,
    joinModel,
    clockModel,
    scopeModel,
    incidentModel,
    actModel,
    taskModel,
    draftModel,
    definitionModel,
    formModel,
    diagramDraftModel,
    rollupModel,
    numberModel,
    checkpointModel,
    changeModel,
    readingModel,
    unprojectedModel,
  ];
  for (const model of models) {
    await (model(connection) as unknown as Model<unknown>).createIndexes();
  }
  const tasks = taskModel(connection).collection;
  const kept = await tasks.indexes();
  for (const name of REPLACED_TASK_INDEXES) {
    if (kept.some((index) => index.name === name)) await tasks.dropIndex(name);
  }
}
