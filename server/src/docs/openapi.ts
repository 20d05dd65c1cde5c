import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { readFile } from 'node:fs/promises';
import { completeDescription, readExamples } from './complete.ts';

/** Collects the OpenAPI description of all routes that are registered after it, from their schemas. */
export async function describeApi(
  app: FastifyInstance,
  { version, publicUrl }: { version: string; publicUrl: string },
): Promise<void> {
  const [introduction, comingFromDelighted, examples] = await Promise.all([
    readFile(new URL('./introduction.md', import.meta.url), 'utf8'),
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
    transform: describeRoute,
    transformObject: (document) =>
      completeDescription(
        (document as { openapiObject: Parameters<typeof completeDescription>[0] }).openapiObject,
        additions,
      ) as never,
  });
}

type Transform = typeof jsonSchemaTransform;

/** Shows the least role that may use a private route, in words and as `x-role`. */
function describeRoute(input: Parameters<Transform>[0]): ReturnType<Transform> {
  const { url, schema } = jsonSchemaTransform(input);
  const role = input.route.config?.role;
  if (!role) return { url, schema };
  const description = [schema.description, `Role: \`${role}\`.`].filter(Boolean).join('\n\n');
  return { url, schema: { ...schema, description, 'x-role': role } as typeof schema };
}
