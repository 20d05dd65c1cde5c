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

/** Starts an answer. Its id stays the same; its revision rises with each change that is sent. */
export function createAnswerSender(
  { settings, context, language }: PromptContext,
  outbox: Outbox,
): AnswerSender {
  const id = makeUuid();
  const { key, survey } = settings;
  const test = context.test == null ? undefined : true;
  const common = { id, key, survey, channel: 'widget', locale: language, test };
  let revision = 0;
  let sent: string | undefined;

  return {
    id,
    sendView() {
      if (!test) outbox.post('v1/views', id, toJson({ ...common, moment: context.moment }));
    },
    send(replies) {
      // The details count as a change too: the page may add the order after the score was given.
      const answer = { ...common, ...replies, ...readAnswerDetails(context) };
      const current = toJson(answer);
      if (current === sent || replies.score === undefined) return;
      sent = current;
      // The query is left out because it often holds personal data.
      const url = location.origin + location.pathname;
      outbox.post('v1/responses', id, toJson({ ...answer, revision: ++revision, url }));
    },
  };
}
