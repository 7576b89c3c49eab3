import { Problem } from '../errors.ts';
import { signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { oversees } from '../tasks/policy.ts';
import { EventStream } from './event-stream.ts';
import { hubOf } from './hub.ts';

/** Open streams of one person on this server: tabs and devices. */
const MAX_STREAMS = 20;
const streams = new Map<string, number>();

/** GET /api/v1/events: tells an open page what to fetch again. */
export const eventRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/events',
    tag: 'events',
    summary: 'Server-sent events: tasks {}, case {key}, board {}',
    description: 'A fact is told within a second; the page fetches what it shows again.',
    responses: { 200: { description: 'the stream', content: 'text/event-stream' } },
    policy: signedIn,
    handler: ({ viewer, context, request, response }) => {
      const open = streams.get(viewer.personId) ?? 0;
      if (open >= MAX_STREAMS) throw new Problem('too_many_streams');
      streams.set(viewer.personId, open + 1);
      response.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      response.flushHeaders();
      request.socket.setNoDelay(true);
      const stream = new EventStream(response, oversees(viewer));
      const listener = { groups: new Set(viewer.groups), hear: stream.hear.bind(stream) };
      const leave = hubOf(context.connection).listen(listener);
      context.metrics.eventStreams.inc();
      if (request.get('last-event-id') !== undefined) stream.catchUp();
      response.once('close', () => {
        leave();
        stream.close();
        context.metrics.eventStreams.dec();
        const rest = (streams.get(viewer.personId) ?? 1) - 1;
        if (rest > 0) streams.set(viewer.personId, rest);
        else streams.delete(viewer.personId);
      });
      return undefined;
    },
  }),
];
