import type { Readable } from 'node:stream';
import type { Board, Heatmap } from './board/schema.ts';
import type { Business } from './businesses/schema.ts';
import type {
  ActionInput,
  CaseDetail,
  CasePosition,
  CaseQuery,
  CaseRow,
  CopyRow,
  ReminderInput,
  Started,
  StartInput,
  SupervisionInput,
  WithdrawalInput,
} from './cases/schema.ts';
import type {
  CheckResult,
  DefinitionRow,
  DefinitionXml,
  DiagramDraft,
  DiagramDraftInput,
  DiagramInput,
} from './definitions/schema.ts';
import type { StoredDocument } from './documents/schema.ts';
import type { NoticeCount, NoticeList, NoticeQuery, ReadingInput } from './notices/schema.ts';
import type { Page } from './schema.ts';
import type { Viewer } from './sessions/schema.ts';
import type {
  Accepted,
  CompletionInput,
  Draft,
  DraftInput,
  ReturnInput,
  ReturnPreview,
  TaskCounts,
  TaskDetail,
  TaskQuery,
  TaskRow,
} from './tasks/schema.ts';
import type { Unit, UnitGroup, UnitQuery } from './units/schema.ts';

/**
 * What pages and the API may ask of the server. Each call takes the viewer first and refuses by
 * throwing a `Problem` of the table in `server/errors.ts` (not found and not allowed look alike to
 * someone who may not know that a thing exists). Commands answer once the broker has accepted
 * them; read models follow within a second and tell so by server-sent events.
 */
export interface Services {
  tasks: {
    list(viewer: Viewer, query: TaskQuery): Promise<Page<TaskRow>>;
    counts(viewer: Viewer): Promise<TaskCounts>;
    get(viewer: Viewer, key: string): Promise<TaskDetail>;
    claim(viewer: Viewer, key: string): Promise<Accepted>;
    release(viewer: Viewer, key: string): Promise<Accepted>;
    saveDraft(viewer: Viewer, key: string, input: DraftInput): Promise<Draft>;
    complete(viewer: Viewer, key: string, input: CompletionInput): Promise<Accepted>;
    previewReturn(viewer: Viewer, key: string, to: string): Promise<ReturnPreview>;
    return(viewer: Viewer, key: string, input: ReturnInput): Promise<Accepted>;
  };
  cases: {
    list(viewer: Viewer, query: CaseQuery): Promise<Page<CaseRow>>;
    get(viewer: Viewer, key: string): Promise<CaseDetail>;
    position(viewer: Viewer, key: string): Promise<CasePosition>;
    copies(viewer: Viewer, key: string): Promise<CopyRow[]>;
    start(viewer: Viewer, input: StartInput): Promise<Started>;
    cancel(viewer: Viewer, key: string, reason: string): Promise<Accepted>;
    remind(viewer: Viewer, key: string, input: ReminderInput): Promise<Accepted>;
    supervise(viewer: Viewer, key: string, input: SupervisionInput): Promise<Started>;
    withdraw(viewer: Viewer, key: string, input: WithdrawalInput): Promise<Accepted>;
    act(viewer: Viewer, key: string, id: string, input: ActionInput): Promise<Accepted>;
    resolveIncident(viewer: Viewer, key: string, incidentKey: string): Promise<Accepted>;
  };
  notices: {
    list(viewer: Viewer, query: NoticeQuery): Promise<NoticeList>;
    markRead(viewer: Viewer, input: ReadingInput): Promise<NoticeCount>;
  };
  businesses: {
    list(viewer: Viewer): Promise<Business[]>;
    get(viewer: Viewer, name: string): Promise<Business>;
  };
  definitions: {
    list(viewer: Viewer): Promise<DefinitionRow[]>;
    get(viewer: Viewer, key: string): Promise<DefinitionXml>;
    check(viewer: Viewer, input: DiagramInput): Promise<CheckResult>;
    deploy(viewer: Viewer, input: DiagramInput): Promise<DefinitionRow>;
    draft(viewer: Viewer, processId: string): Promise<DiagramDraft | null>;
    saveDraft(viewer: Viewer, processId: string, input: DiagramDraftInput): Promise<DiagramDraft>;
  };
  board: {
    get(viewer: Viewer): Promise<Board>;
    heatmap(viewer: Viewer, definitionKey: string): Promise<Heatmap>;
  };
  units: {
    list(viewer: Viewer, query: UnitQuery): Promise<Page<Unit>>;
    groups(viewer: Viewer): Promise<UnitGroup[]>;
  };
  documents: {
    get(viewer: Viewer, id: string): Promise<StoredDocument>;
    open(viewer: Viewer, id: string): Promise<{ document: StoredDocument; content: Readable }>;
  };
}
