import { writeFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventTypes } from '@nines/shared/wire/webhook';
import { examplesFile, readExamples, type Examples } from '../../src/docs/complete.ts';
import { type Stop, tourApi } from '../harness/api-tour.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';

type Media = Record<string, { schema?: object; example?: unknown }>;
type Operation = {
  operationId: string;
  summary?: string;
  tags?: string[];
  requestBody?: { content: Media };
  responses: Record<string, { content?: Media }>;
};
type Description = {
  openapi: string;
  info: { description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: { requestBody: { content: Media } } }>;
};

let server: TestServer;
let description: Description;
let stops: Stop[];
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (target: Ajv2020) => void)(ajv);

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  stops = await tourApi(server);
  // `UPDATE_EXAMPLES=1 vitest run openapi` stores the tour's requests and replies as the examples of the
  // documentation.
  if (process.env['UPDATE_EXAMPLES']) await writeExamples(stops);
  description = (await (await fetch(`${server.url}/openapi.json`)).json()) as Description;
});
afterAll(() => server.stop());

function operations(): [string, Operation][] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

function faultsOf(schema: object | undefined, value: unknown): unknown {
  if (!schema) return 'there is no schema';
  const check = ajv.compile(schema);
  return check(value) ? null : check.errors;
}

describe('the description', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(description.openapi).toBe('3.1.0');
    const result = await new Validator().validate(structuredClone(description));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it('gives each operation a unique id, for code generators, and a summary', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('getSurveysByIdAggregate');
    const groups = new Set(description.tags.map(({ name }) => name));
    for (const [name, { summary, tags = [] }] of operations()) {
      expect(summary, name).toBeTruthy();
      expect(tags.every((tag) => groups.has(tag)) && tags.length === 1, `tag of ${name}`).toBe(
        true,
      );
    }
  });

  it('has the address of this server', () => {
    expect(description.servers).toEqual([{ url: server.url }]);
    expect(description.info.description).toContain(`curl ${server.url}/v1/shops`);
    expect(JSON.stringify(description)).not.toContain('nines.example');
  });
});

describe('each operation', () => {
  it('is called by the tour, successfully', () => {
    const visited = new Set(stops.map(({ operation }) => operation));
    expect(
      operations()
        .map(([name]) => name)
        .filter((name) => !visited.has(name)),
    ).toEqual([]);
    expect(stops.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('replies as described', () => {
    const described = new Map(operations());
    for (const { operation, status, type, body } of stops) {
      const response = described.get(operation)?.responses[status];
      expect(response, `${operation} ${status}`).toBeDefined();
      if (status === 204 || body === '') continue;
      const media = response?.content?.[type];
      expect(media, `${operation} ${status} ${type}`).toBeDefined();
      expect(faultsOf(media?.schema, body), `${operation} ${status}`).toBeNull();
    }
  });

  it('has valid examples of its request and its replies', () => {
    for (const [name, { requestBody, responses }] of operations()) {
      if (requestBody) expectExample(requestBody.content, `${name} request`);
      for (const [status, { content }] of Object.entries(responses)) {
        if (content && Number(status) < 300) expectExample(content, `${name} ${status}`);
        const problem = content?.['application/problem+json'];
        if (problem) expect(faultsOf(problem.schema, problem.example), name).toBeNull();
      }
    }
  });

  it('that is an event has a valid example', () => {
    expect(Object.keys(description.webhooks)).toEqual([...eventTypes]);
    for (const [name, { post }] of Object.entries(description.webhooks)) {
      expectExample(post.requestBody.content, name);
    }
  });
});

/** Images and metrics need no examples. */
const selfEvident = new Set(['image/svg+xml', 'text/plain']);

function expectExample(content: Media, name: string): void {
  const shown = Object.entries(content).filter(([type]) => !selfEvident.has(type));
  if (shown.length === 0) return;
  const withExample = shown.filter(([, { example }]) => example !== undefined);
  expect(withExample, `an example of ${name}`).not.toEqual([]);
  for (const [, { schema, example }] of withExample) {
    expect(faultsOf(schema, example), name).toBeNull();
  }
}

async function writeExamples(visited: readonly Stop[]): Promise<void> {
  const examples: Examples = {};
  for (const { operation, request, status, type, body } of visited) {
    if (selfEvident.has(type)) continue;
    const example = (examples[operation] ??= { responses: {} });
    if (request !== undefined) example.request ??= request;
    if (body !== '') example.responses[status] ??= body;
  }
  const text = JSON.stringify(examples, null, 2).replaceAll(server.url, 'https://nines.example');
  await writeFile(
    examplesFile,
    `${text.replace(/http:\/\/127\.0\.0\.1:\d+\/hook/g, 'https://oever.example/hooks/nines')}\n`,
  );
  expect(Object.keys(await readExamples()).length).toBeGreaterThan(20);
}
