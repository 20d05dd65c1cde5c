import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import type { StepContext } from './step-context.ts';

/** The reasons for the score: any of those that the shop offers, in the prompt's language if they have a label in it. */
export function makeReasons(context: StepContext): Node[] {
  const { settings, language, replies, reply } = context;
  const { reasons = [], language: fallback = 'en' } = settings;
  const chosen = new Set(replies.reasons);
  const chips = reasons.map(({ id, label }) => {
    const setPressed = () => chip.setAttribute('aria-pressed', `${chosen.has(id)}`);
    const click = () => {
      if (!chosen.delete(id)) chosen.add(id);
      setPressed();
      reply({ reasons: [...chosen] });
      footer.refresh();
    };
    const text = label[language] ?? label[fallback] ?? Object.values(label)[0] ?? id;
    const chip = element('button', { click }, text);
    setPressed();
    return chip;
  });
  const footer = makeFooter(context, () => chosen.size);
  const group = { class: 'chips', role: 'group', 'aria-labelledby': 'title' };
  return [element('div', group, ...chips), footer.node];
}
