import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { problemSchema } from '@nines/shared/wire/problem';
import { titleOf } from './problem.ts';

/** `GET /openapi.json` and `GET /docs`, made from the very schemas that the routes check with. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nines',
        version,
        description: 'Who would recommend your shop, why, and how sure the number is.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          delighted: {
            type: 'http',
            scheme: 'basic',
            description: "The shop's secret key as the user name, and no password",
          },
          secretKey: { type: 'http', scheme: 'bearer', description: "The shop's secret key" },
          adminToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'The ADMIN_TOKEN of the server',
          },
        },
      },
      security: [{ secretKey: [] }],
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(reference, {
    routePrefix: '/docs',
    configuration: { url: '/openapi.json', withDefaultFonts: false, hideClientButton: true },
  });
}

/** The problem documents that a route may reply with, for its schema. */
export function problems(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: titleOf(status),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
