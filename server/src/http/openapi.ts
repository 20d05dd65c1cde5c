import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { problemSchema } from '@nines/shared/wire/problem';
import { titleOf } from './problem.ts';

/** Gathers the description of all routes that follow from the very schemas that they check with. */
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
