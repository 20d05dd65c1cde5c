/**
 * Keeps spreadsheets from reading a cell as a formula (OWASP, "CSV Injection"): anybody can write a comment.
 *
 * An apostrophe is put before the sign of a formula, at the beginning of a cell and wherever a spreadsheet would
 * begin another cell if it opened the file with another separator: after a comma, semicolon, bar, tab or line
 * break, also with spaces or quotation marks between. A cell must not begin with a tab or line break either,
 * which some programs skip. Apostrophes that are there already get one more, so that an import removes exactly
 * the added one.
 */
const signs = '=+\\-@＝＋－＠';
const skipped = '[ \u00A0"]*';
const begins = '(^|[,;|\\t\\r\\n])';

/** What is guarded, for PostgreSQL and JavaScript alike. The parts before and after the added apostrophe are groups. */
const unguarded = `${begins}(${skipped})('*)(?=[${signs}])|^(${skipped})('*)(?=[\\t\\r\\n])`;
const guarded = `${begins}(${skipped})'('*)(?=[${signs}])|^(${skipped})'('*)(?=[\\t\\r\\n])`;

/** SQL: the text with its guards. Most texts need none, and a search is cheaper than a replacement. */
export function withGuards(text: string): string {
  const pattern = `'${unguarded.replaceAll("'", "''")}'`;
  return `case when ${text} ~ ${pattern}
    then regexp_replace(${text}, ${pattern}, '\\1\\2\\4''\\3\\5', 'g') else ${text} end`;
}

/** The text of a cell of an export, without its guards. */
export function withoutGuards(cell: string): string {
  return cell.replaceAll(new RegExp(guarded, 'g'), '$1$2$4$3$5');
}
