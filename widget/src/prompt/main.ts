import { toJson } from '../json.ts';
import { createOutbox } from '../outbox.ts';
import type { PromptModule } from '../prompt-context.ts';
import { makeUuid } from '../uuid.ts';
import { identityOf, readAnswerDetails, remember } from './order.ts';

export { open } from './open.tsx';

/** Sends what earlier pages left unsent to the server at `base`. */
export const flush: PromptModule['flush'] = ({ base, history }) =>
  createOutbox(base, history).flush();

/** Reports the order of this page, once in this browser, as a view of the kind `order`. */
export const reportOrder: PromptModule['reportOrder'] = (promptContext) => {
  const { base, settings, context, history, language } = promptContext;
  const { moment, order, customer } = readAnswerDetails(context);
  const identity = identityOf(order);
  const { reported } = history.read();
  if (!identity || reported?.[identity]) return !!identity;
  history.update({ reported: remember(reported, identity) });
  const { key, survey } = settings;
  const id = makeUuid();
  const view = { id, key, survey, kind: 'order', channel: 'widget', locale: language };
  const body = toJson({ ...view, moment, order, customer });
  createOutbox(base, history).post({ path: 'v1/views', id, body, again: body });
  return true;
};
