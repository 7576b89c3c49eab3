/** Everyone who is measured. */
export type PeerId = 'embedded' | 'zeebe' | 'flowable' | 'camunda7' | 'bpmn-engine';

/** Named figures of one round; milliseconds, megabytes and bytes as their names say. */
export type Figures = Readonly<Record<string, number>>;

/** A server that speaks Zeebe's protocol, in a process of its own. */
export interface BenchedGateway {
  /** `host:port`. */
  readonly address: string;
  readonly pid: number;
}

/** A broker under measurement: workloads call its gateway by zeebe-node. */
export interface BenchedBroker extends BenchedGateway {
  /** Where it keeps its data. */
  readonly folder: string;
  /** From spawn to the first command answered. */
  readonly readyMs: number;
  /** Makes the data as small as the broker can while it runs. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** Who is measured through a gateway. */
export interface BrokerPeer {
  readonly kind: 'broker';
  readonly id: PeerId;
  readonly title: string;
  /** How it runs, in one sentence for the reader of the table. */
  readonly note: string;
  /** Why it cannot run here, or null. */
  missing(): string | null;
  /** Starts it on a folder, which may hold the data of an earlier start. The caller stops it. */
  start(folder: string): Promise<BenchedBroker>;
}

/** A process engine that runs inside its client's process, under measurement. */
export interface BenchedLibrary {
  readonly pid: number;
  /** Runs the chain of `steps` service tasks: by many for `measureMs`, then `singles` one by one. */
  chain(steps: number, measureMs: number, singles: number): Promise<Figures>;
  stop(): Promise<void>;
}

/** Who is measured inside one process, without a network in between. */
export interface LibraryPeer {
  readonly kind: 'library';
  readonly id: PeerId;
  readonly title: string;
  readonly note: string;
  missing(): string | null;
  start(folder: string): Promise<BenchedLibrary>;
}

export type Peer = BrokerPeer | LibraryPeer;
