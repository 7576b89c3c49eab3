import { bpmnEnginePeer } from './bpmn-engine.ts';
import { embeddedPeer } from './embedded.ts';
import { camunda7Peer, flowablePeer } from './java-library.ts';
import type { Peer } from './peer.ts';
import { zeebePeer } from './zeebe.ts';

/** Everyone who is measured, ours first. */
export function allPeers(): Peer[] {
  return [embeddedPeer(), zeebePeer(), flowablePeer(), camunda7Peer(), bpmnEnginePeer()];
}
