import type { Simulation } from '../variants.ts';

/** The moments of one animation, each shown in a frame of its own. */
export type Strip = {
  title: string;
  /** The name of a strip in frame/film.js. */
  name: 'rising' | 'tap' | 'back' | 'thanks' | 'swipe';
  /** Milliseconds since the animation's start, pixels of a swipe, or the name of a moment. */
  moments: readonly (number | string)[];
  unit: 'ms' | 'px';
  simulate?: Simulation;
};

const times = [0, 60, 120, 180, 300];

export const strips: readonly Strip[] = [
  { title: 'The prompt rises', name: 'rising', moments: times, unit: 'ms' },
  {
    title: 'A tap, and the next step',
    name: 'tap',
    moments: ['before', 'chosen', ...times],
    unit: 'ms',
  },
  { title: 'Back to the rating', name: 'back', moments: times, unit: 'ms' },
  {
    title: 'The thanks, and what follows five seconds later',
    name: 'thanks',
    moments: [...times, 'closed'],
    unit: 'ms',
  },
  { title: 'A swipe down', name: 'swipe', moments: [0, 20, 40, 60, 'released'], unit: 'px' },
  {
    title: 'The prompt rises, with reduced motion',
    name: 'rising',
    moments: times,
    unit: 'ms',
    simulate: 'reduced-motion',
  },
  {
    title: 'A tap, and the next step, with reduced motion',
    name: 'tap',
    moments: ['before', 'chosen', ...times],
    unit: 'ms',
    simulate: 'reduced-motion',
  },
];

/** The address of the frame that shows a moment of a strip. */
export function momentUrl({ name, simulate }: Strip, moment: number | string): string {
  const query = { strip: name, at: String(moment), ...(simulate && { simulate }) };
  return `/film/frame?${new URLSearchParams(query)}`;
}
