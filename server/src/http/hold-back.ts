import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Lets go of what a refused request has sent, and reads nothing more from its client until the refusal
 * is on its way. Replies leave a connection in the order of its requests, so behind one that waits for
 * the database each refusal waits as well: who sends on without looking would fill the memory past all
 * bounds of the queue.
 */
export function holdBack(request: FastifyRequest, { raw }: FastifyReply): void {
  request.body = undefined;
  const { socket } = request.raw;
  socket.pause();
  raw.once('close', () => socket.resume());
}
