/**
 * Prints progress. In a terminal a message that repeats with another number (`… 1,000`, `… 2,000`) replaces
 * the line before; in a file or a pipe each message is a new line.
 */
export function progress(output: NodeJS.WriteStream): (message: string) => void {
  if (!output.isTTY) return (message) => void output.write(`${message}\n`);
  let last = '';
  return (message) => {
    const replacesLast = last !== '' && textBeforeNumber(message) === textBeforeNumber(last);
    output.write(replacesLast ? `\u001B[1A\r\u001B[2K${message}\n` : `${message}\n`);
    last = message;
  };
}

function textBeforeNumber(message: string): string {
  return message.replace(/…[^…]*$/, '');
}
