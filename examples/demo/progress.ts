/**
 * Tells what takes time. In a terminal a message that grows (`… 1,000`, `… 2,000`) stays on its line;
 * in a file or a pipe each message is a line of its own.
 */
export function progress(output: NodeJS.WriteStream): (message: string) => void {
  if (!output.isTTY) return (message) => void output.write(`${message}\n`);
  let last = '';
  return (message) => {
    const grows = last !== '' && stem(message) === stem(last);
    output.write(grows ? `\u001B[1A\r\u001B[2K${message}\n` : `${message}\n`);
    last = message;
  };
}

function stem(message: string): string {
  return message.replace(/…[^…]*$/, '');
}
