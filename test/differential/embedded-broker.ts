import type { Broker } from './broker.ts';
export async function startEmbedded(): Promise<Broker> { throw new Error('soon'); }
