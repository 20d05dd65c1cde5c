import swagger from '@fastify/swagger';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { problemSchema } from '@nines/shared/wire/problem';
import { completeDescription } from '../docs/complete.ts';
import { readExamples } from '../docs/examples.ts';
import { titleOf } from './problem.ts';

/** Gathers the description of all routes that follow from the very schemas that they check with. */
export async function describeApi(
  app: FastifyInstance,
  { version, publicUrl }: { version: string; publicUrl: string },
): Promise<void> {
  const [introduction, comingFromDelighted, examples] = await Promise.all([
    readFile(new URL('../docs/introduction.md', import.meta.url), 'utf8'),
    readFile(new URL('../delighted/README.md', import.meta.url), 'utf8'),
    readExamples(),
  ]);
  const additions = { publicUrl, introduction, comingFromDelighted, examples };
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nines',
        version,
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
    transformObject: (document) =>
      completeDescription(
        (document as { openapiObject: Parameters<typeof completeDescription>[0] }).openapiObject,
        additions,
      ) as never,
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
