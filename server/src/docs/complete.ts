import { readFile } from 'node:fs/promises';
import { titleOf } from '../http/problems.ts';
import { describeEvents } from './events.ts';

/** A request and its replies by status, for each operation such as `POST /v1/responses`. */
export type Examples = Record<
  string,
  { request?: unknown; responses: Record<string, unknown> } | undefined
>;

export const examplesFile = new URL('./examples.json', import.meta.url);

/** Reads the examples. The tests record them from the server and check them against its schemas. */
export async function readExamples(): Promise<Examples> {
  return JSON.parse(await readFile(examplesFile, 'utf8')) as Examples;
}

/** What is added to the description that follows from the routes. */
export type Additions = {
  /** The address of the server, without a trailing slash. */
  publicUrl: string;
  /** Markdown. This text and the examples name the server `nines.example`. */
  introduction: string;
  comingFromDelighted: string;
  examples: Examples;
};

type Media = Record<string, { schema?: unknown; example?: unknown }>;
type Operation = {
  operationId?: string;
  requestBody?: { required?: boolean; content: Media };
  responses: Record<string, { description: string; content?: Media }>;
};
type Document = {
  info: object;
  paths?: Record<string, Record<string, Operation>>;
  servers?: object[];
  tags?: object[];
  webhooks?: object;
};

/** Adds the introduction, names of operations for code generators, events and examples. */
export function completeDescription(document: Document, additions: Additions): Document {
  const { publicUrl } = additions;
  addStreams(document.paths ?? {});
  const { host } = new URL(publicUrl);
  const withAddress = (text: string) =>
    text.replaceAll('https://nines.example', publicUrl).replaceAll('nines.example', host);
  const examples = JSON.parse(withAddress(JSON.stringify(additions.examples))) as Examples;
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.operationId = operationId(method, path);
      addExamples(operation, examples[`${method.toUpperCase()} ${path}`]);
    }
  }
  const exampleOf = (operation: string) =>
    examples[operation]?.responses['200'] as object | undefined;
  const events = describeEvents({
    response: exampleOf('GET /v1/responses/{id}'),
    case: exampleOf('GET /v1/cases/{id}'),
    person: exampleOf('GET /delighted/v1/people/{id}'),
  });
  return {
    ...document,
    info: { ...document.info, description: withAddress(additions.introduction) },
    servers: [{ url: publicUrl }],
    tags: sections(withAddress(additions.comingFromDelighted)),
    webhooks: events,
  };
}

/** A name such as `getSurveysByIdAggregate`. It depends on the path only, so it does not change. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/v1/, '')
    .split(/[/._-]/)
    .filter(Boolean)
    .map((word) => (word.startsWith('{') ? `by-${word.slice(1, -1)}` : word));
  return [method, ...words].join('-').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function addExamples(operation: Operation, example: Examples[string]): void {
  if (example?.request !== undefined) {
    setExample(operation.requestBody?.content, example.request);
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const problem = response.content?.['application/problem+json'];
    if (problem) problem.example = problemExample(Number(status));
    const body = example?.responses[status];
    if (body !== undefined) setExample(response.content, body);
  }
}

/** Sets the example of the first JSON media type or, for a text, of the first one that is not JSON. */
function setExample(content: Media | undefined, body: unknown): void {
  const wanted = Object.keys(content ?? {}).find(
    (type) => type.includes('json') !== (typeof body === 'string'),
  );
  if (wanted !== undefined) content![wanted]!.example = body;
}

function problemExample(status: number) {
  const fault =
    status === 422
      ? { path: 'score', message: 'Too big: expected number to be <=10' }
      : { path: '', message: titleOf(status) };
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail: fault.path ? `${fault.path}: ${fault.message}` : fault.message,
    requestId: '192b6dcf-96ad-4e53-bb41-928869bf9ed4',
    errors: [fault],
  };
}

const text = { schema: { type: 'string' } };
const streams = { 'text/csv': text, 'application/x-ndjson': text };

/**
 * Adds the bodies that are streamed: no schema checks them as a whole, so no route describes them. Each
 * gets a copy of its own, because examples are added to it.
 */
function addStreams(paths: NonNullable<Document['paths']>): void {
  const imports = paths['/v1/imports']?.['post'];
  if (imports) imports.requestBody = { required: true, content: structuredClone(streams) };
  const exported = paths['/v1/responses']?.['get']?.responses['200'];
  if (exported) exported.content = { ...exported.content, ...structuredClone(streams) };
}

/** The groups of routes, in the order in which the page shows them. */
function sections(comingFromDelighted: string) {
  return [
    { name: 'Answers', description: 'From browsers and servers, with the public key.' },
    { name: 'Numbers', description: 'The score, how sure it is, and whether it changed.' },
    { name: 'Responses', description: 'One by one, all at once, and from elsewhere.' },
    { name: 'Cases', description: 'Winning unhappy shoppers back, one by one.' },
    { name: 'Surveys', description: 'What is asked, when, and how it looks.' },
    { name: 'Customers', description: 'What is known of one person, and its erasure.' },
    { name: 'Shops', description: 'Settings and keys.' },
    { name: 'Webhooks', description: "Told to the shop's own server as it happens." },
    { name: 'Badge', description: "The score in the shop's footer." },
    { name: 'Operations', description: 'For whoever runs the server.' },
    {
      name: 'Delighted',
      'x-displayName': 'Coming from Delighted',
      // The name of the tag is its title, and its headings are one level lower than in the file.
      description: comingFromDelighted.replace(/^# .*\n+/, '').replace(/^## /gm, '### '),
    },
  ];
}
