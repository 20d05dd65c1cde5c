import { titleOf } from '../http/problem.ts';
import { describeEvents } from './events.ts';
import type { Examples } from './examples.ts';
import { addStreams } from './streams.ts';
import { tagsOf } from './tags.ts';

/** What the description is completed with. */
export type Additions = {
  /** How the server is reached, without a slash at its end. */
  publicUrl: string;
  /** Markdown. As in the examples, `nines.example` stands for the server. */
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

/** The description with its introduction, names for code generators, events and examples. */
export function completeDescription(document: Document, additions: Additions): Document {
  const { publicUrl } = additions;
  addStreams(document.paths ?? {});
  const { host } = new URL(publicUrl);
  const here = (text: string) =>
    text.replaceAll('https://nines.example', publicUrl).replaceAll('nines.example', host);
  const examples = JSON.parse(here(JSON.stringify(additions.examples))) as Examples;
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.operationId = operationId(method, path);
      addExamples(operation, examples[`${method.toUpperCase()} ${path}`]);
    }
  }
  const shown = (operation: string) => examples[operation]?.responses['200'] as object | undefined;
  const events = describeEvents({
    response: shown('GET /v1/responses/{id}'),
    case: shown('GET /v1/cases/{id}'),
    person: shown('GET /delighted/v1/people/{id}'),
  });
  return {
    ...document,
    info: { ...document.info, description: here(additions.introduction) },
    servers: [{ url: publicUrl }],
    tags: tagsOf(here(additions.comingFromDelighted)),
    webhooks: events,
  };
}

/** A name such as `getSurveysByIdAggregate`: from the path alone, so that it stays. */
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
    put(operation.requestBody?.content, example.request);
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const problem = response.content?.['application/problem+json'];
    if (problem) problem.example = problemExample(Number(status));
    const body = example?.responses[status];
    if (body !== undefined) put(response.content, body);
  }
}

/** A body that is text belongs to the first media type that is not JSON. */
function put(content: Media | undefined, body: unknown): void {
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
