import { toJson } from '../json.ts';
import type { Outbox } from '../outbox.ts';
import type { PromptContext } from '../prompt-context.ts';
import { makeUuid } from '../uuid.ts';
import { readAnswerDetails } from './order.ts';
import type { Replies } from './survey.ts';

/** Sends the shopper's answer, which grows with each step. */
export type AnswerSender = {
  id: string;
  /** Reports that the prompt was seen, except in a test. Nothing of the order or the customer is sent. */
  sendView(): void;
  /** Sends the whole answer if there is a score and something has changed since the last time. */
  send(replies: Replies): void;
};

/**
 * Starts an answer. Its id stays the same; its revision rises with each change that is sent. The copy of it that may
 * outlast the tab stays revision 1, so that it never replaces more than itself. The first answer is therefore sent
 * again as revision 2: the copy may have arrived before it. Where answers need a signed order, a copy would be refused.
 */
export function createAnswerSender(
  { settings, context, language }: PromptContext,
  outbox: Outbox,
): AnswerSender {
  const id = makeUuid();
  const { key, survey, signed } = settings;
  const test = context.test == null ? undefined : true;
  const common = { id, key, survey, channel: 'widget', locale: language, test };
  let revision = 1;
  let sent: string | undefined;

  return {
    id,
    sendView() {
      if (test) return;
      const body = toJson({ ...common, moment: context.moment });
      outbox.post({ path: 'v1/views', id, body, again: body, copy: body });
    },
    send(replies) {
      // The details count as a change too: the page may add the order after the score was given.
      const details = readAnswerDetails(context);
      const answer = { ...common, ...replies, ...details };
      const current = toJson(answer);
      if (current === sent || replies.score === undefined) return;
      // The query is left out because it often holds personal data.
      const url = location.origin + location.pathname;
      const again = toJson({ ...answer, revision: ++revision, url });
      const first = { revision: 1, comment: undefined, replyTo: undefined };
      outbox.post({
        path: 'v1/responses',
        id,
        body: sent ? again : toJson({ ...answer, revision: 1, url }),
        again,
        copy: signed
          ? undefined
          : toJson({ ...common, ...replies, moment: details.moment, ...first }),
      });
      sent = current;
    },
  };
}
