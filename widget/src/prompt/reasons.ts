import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import type { Talk } from './talk.ts';

/** What the score was about: any of the shop's reasons, in the shopper's language where they have it. */
export function makeReasons(talk: Talk): Node[] {
  const { settings, language, replies, reply } = talk;
  const { reasons = [], language: fallback = 'en' } = settings;
  const chosen = new Set(replies.reasons);
  const chips = reasons.map(({ id, label }) => {
    const press = () => chip.setAttribute('aria-pressed', `${chosen.has(id)}`);
    const click = () => {
      if (!chosen.delete(id)) chosen.add(id);
      press();
      reply({ reasons: [...chosen] });
      footer.refresh();
    };
    const text = label[language] ?? label[fallback] ?? Object.values(label)[0] ?? id;
    const chip = element('button', { click }, text);
    press();
    return chip;
  });
  const footer = makeFooter(talk, () => chosen.size);
  const group = { class: 'chips', role: 'group', 'aria-labelledby': 'title' };
  return [element('div', group, ...chips), footer.node];
}
