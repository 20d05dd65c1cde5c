import type { Encounter } from '../encounter.ts';
import type { Outbox } from '../outbox.ts';
import { makeUuid } from '../uuid.ts';
import { subjectOf } from './subject.ts';
import type { Replies } from './talk.ts';

/** The answer as it grows. */
export type Draft = {
  id: string;
  replies: Replies;
  /** Reports that the prompt was seen. */
  seen(): void;
  /** Sends the whole answer as it stands, if there is a score and anything new. */
  save(): void;
};

/** Starts an answer: one id for good, and a revision that rises with each change that is sent. */
export function createDraft({ settings, context, language }: Encounter, outbox: Outbox): Draft {
  const id = makeUuid();
  let revision = 0;
  let saved: string | undefined;

  const post = (path: string, more?: object) => {
    const { key, survey } = settings;
    const common = { id, key, survey, channel: 'widget', locale: language };
    outbox.post(path, id, JSON.stringify({ ...common, ...subjectOf(context), ...more }));
  };

  const draft: Draft = {
    id,
    replies: {},
    seen: () => post('v1/views'),
    save() {
      // An order that the page tells of late belongs to the answer as well.
      const said = JSON.stringify([draft.replies, subjectOf(context)]);
      if (said === saved || draft.replies.score === undefined) return;
      saved = said;
      post('v1/responses', {
        ...draft.replies,
        revision: ++revision,
        // Without the query, which often holds what is nobody's business.
        url: location.origin + location.pathname,
      });
    },
  };
  return draft;
}
