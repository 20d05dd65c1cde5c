import type { Outbox } from '../outbox.ts';
import type { PromptContext } from '../prompt-context.ts';
import { makeUuid } from '../uuid.ts';
import { readAnswerDetails } from './answer-details.ts';
import type { Replies } from './step-context.ts';

/** Sends the shopper's answer, which grows with each step. */
export type AnswerSender = {
  id: string;
  replies: Replies;
  /** Reports that the prompt was seen. */
  sendView(): void;
  /** Sends the whole answer if there is a score and something has changed since the last time. */
  send(): void;
};

/** Starts an answer. Its id stays the same; its revision rises with each change that is sent. */
export function createAnswerSender(
  { settings, context, language }: PromptContext,
  outbox: Outbox,
): AnswerSender {
  const id = makeUuid();
  let revision = 0;
  let sent: string | undefined;

  const post = (path: string, more?: object) => {
    const { key, survey } = settings;
    const common = { id, key, survey, channel: 'widget', locale: language };
    outbox.post(path, id, JSON.stringify({ ...common, ...readAnswerDetails(context), ...more }));
  };

  const sender: AnswerSender = {
    id,
    replies: {},
    sendView: () => post('v1/views'),
    send() {
      // The details count as a change too: the page may add the order after the score was given.
      const current = JSON.stringify([sender.replies, readAnswerDetails(context)]);
      if (current === sent || sender.replies.score === undefined) return;
      sent = current;
      post('v1/responses', {
        ...sender.replies,
        revision: ++revision,
        // The query is left out because it often holds personal data.
        url: location.origin + location.pathname,
      });
    },
  };
  return sender;
}
