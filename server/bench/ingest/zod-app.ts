import Fastify, { type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { AddressInfo } from 'node:net';
import { answerSchema, type Answer } from '@nines/shared/wire/answer';

/** A plain Fastify that validates answers with our zod schema. `store` does the rest. */
export async function serveWithZod(store: (answer: Answer) => Promise<void> | void): Promise<void> {
  const app: FastifyInstance = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addContentTypeParser(
    'text/plain',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app
    .withTypeProvider<ZodTypeProvider>()
    .post('/v1/responses', { schema: { body: answerSchema } }, async (request, reply) => {
      await store(request.body);
      return reply.code(204).send();
    });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send!({ port: (app.server.address() as AddressInfo).port });
  process.on('disconnect', () => process.exit());
}
