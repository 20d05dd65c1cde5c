import { Marked, type Token, type Tokens } from 'marked';

/** A chapter of a page, for its table of contents. */
export type Chapter = { id: string; title: string };

/** A page of Markdown as HTML, its title and its chapters: the headings of the second level. */
export type Document = { title: string; summary: string; html: string; chapters: Chapter[] };

/**
 * Renders Markdown. Each heading gets an id, and each table a frame in which it scrolls, because wide tables must not
 * widen the page. HTML in the text is shown as text. The title is the first heading, the summary the first paragraph.
 */
export function renderMarkdown(text: string): Document {
  const ids = new Set<string>();
  const chapters: Chapter[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: source }) {
        const id = idOf(source, ids);
        const content = this.parser.parseInline(tokens);
        if (depth === 2) chapters.push({ id, title: content });
        return `<h${depth} id="${id}">${content}</h${depth}>\n`;
      },
      html: ({ text: source }) => escapeHtml(source),
    },
    hooks: {
      // One that is reached by the keyboard, because a region that scrolls must be.
      postprocess: (html) =>
        html
          .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
          .replaceAll('</table>', '</table></div>')
          .replaceAll('<th>', '<th scope="col">'),
    },
  });
  const tokens = marked.lexer(text);
  const html = marked.parse(text, { async: false });
  return {
    title: firstText(tokens, 'heading'),
    summary: firstText(tokens, 'paragraph'),
    html,
    chapters,
  };
}

function firstText(tokens: readonly Token[], type: 'heading' | 'paragraph'): string {
  const found = tokens.find((token) => token.type === type) as Tokens.Heading | undefined;
  return (found?.text ?? '').replaceAll('\n', ' ').replace(/[*`]/g, '');
}

/** The id of a heading: its words with dashes between, and a number where another heading has the same. */
function idOf(heading: string, ids: Set<string>): string {
  const plain = heading.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const base = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'part';
  let id = base;
  for (let count = 2; ids.has(id); count += 1) id = `${base}-${count}`;
  ids.add(id);
  return id;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
