/** A fault of the surroundings, such as a taken port: told in one line, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
