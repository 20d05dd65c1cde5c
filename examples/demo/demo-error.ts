/** An error of the environment, such as a port in use. It is printed as one line, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
