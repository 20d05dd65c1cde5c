const text = { schema: { type: 'string' } };

type Operation = {
  requestBody?: { required?: boolean; content: Record<string, object> };
  responses: Record<string, { content?: Record<string, object> }>;
};

/** Adds the bodies that are streamed, which no schema checks as a whole. */
export function addStreams(paths: Record<string, Record<string, Operation>>): void {
  const imports = paths['/v1/imports']?.['post'];
  if (imports) {
    const content = { 'text/csv': { ...text }, 'application/x-ndjson': { ...text } };
    imports.requestBody = { required: true, content };
  }
  const exported = paths['/v1/responses']?.['get']?.responses['200'];
  if (exported) {
    exported.content = {
      ...exported.content,
      'text/csv': { ...text },
      'application/x-ndjson': { ...text },
    };
  }
}
