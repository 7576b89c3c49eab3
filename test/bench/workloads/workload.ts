import type { BenchedBroker, BenchedLibrary, BrokerPeer, Figures } from '../peers/peer.ts';

/** How much is measured. */
export interface Scale {
  /** How long a throughput is measured, after warming up. */
  readonly measureMs: number;
  /** How many are measured one at a time. */
  readonly singles: number;
  /** Recipients of the two fan-outs. */
  readonly fanOuts: readonly number[];
  /** Timers due together. */
  readonly timers: number;
  /** Instances that wait when a broker is started again. */
  readonly waiting: number;
  /** How long a broker idles before its memory is read. */
  readonly idleMs: number;
}

/** What a figure is, for tables and charts. */
export interface FigureKind {
  /** Its name in `Figures`. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** What is better. */
  readonly better: 'less' | 'more';
}

/** Measured on brokers (and libraries) that run and are warm. */
export interface LoadWorkload {
  readonly kind: 'load';
  /** Letters of the list, for `--only`. */
  readonly letter: string;
  readonly id: string;
  readonly title: string;
  readonly figures: readonly FigureKind[];
  onBroker(broker: BenchedBroker, scale: Scale): Promise<Figures>;
  onLibrary?(library: BenchedLibrary, scale: Scale): Promise<Figures>;
}

/** What one peer has prepared for the rounds of a life workload. */
export interface Life {
  /** Figures of the preparation, taken once. */
  readonly once: Figures;
  round(): Promise<Figures>;
  close(): Promise<void>;
}

/** Measured by starting and stopping brokers. */
export interface LifeWorkload {
  readonly kind: 'life';
  readonly letter: string;
  readonly id: string;
  readonly title: string;
  readonly figures: readonly FigureKind[];
  open(peer: BrokerPeer, scale: Scale): Promise<Life>;
}

export type Workload = LoadWorkload | LifeWorkload;
