import type { JobStream, JobStreams } from '../job/job-streams.ts';

/** The one broker's id. */
const NODE_ID = 0;

/** The streams as the broker sees them. Source: zeebe/dist, `JobStreamEndpoint.java`. */
export function remoteStreams(streams: JobStreams): object[] {
  return streams.list().map((stream) => ({
    jobType: stream.type,
    metadata: metadataOf(stream),
    consumers: [{ id: idOf(stream), receiver: String(NODE_ID) }],
  }));
}

/** The clients of the streams as the gateway sees them. */
export function clientStreams(streams: JobStreams): object[] {
  return streams.list().flatMap((stream) =>
    Array.from({ length: stream.clientCount }, (_none, localId) => ({
      jobType: stream.type,
      id: { serverStreamId: idOf(stream), localId },
      metadata: metadataOf(stream),
      connectedTo: [NODE_ID],
    })),
  );
}

function metadataOf({ properties }: JobStream): object {
  const { worker, timeoutMs, fetchVariables, tenantIds } = properties;
  return { worker, timeout: durationText(timeoutMs), fetchVariables, tenantIds };
}

/** A UUID made of the stream's number: it needs to be told from others of this run only. */
function idOf({ id }: JobStream): string {
  return `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
}

/** Source: `java.time.Duration.toString`. */
function durationText(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const parts = [hours && `${hours}H`, minutes && `${minutes}M`, seconds && `${seconds}S`];
  const text = parts.filter((part) => part !== 0).join('');
  return text === '' ? 'PT0S' : `PT${text}`;
}
