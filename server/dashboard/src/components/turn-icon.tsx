import type { Turn } from '../phrases.ts';
import './turn-icon.css';

const directions: Record<Turn, string> = {
  rise: 'M5 15 15 5M8 5h7v7',
  up: 'M5 15 15 5M8 5h7v7',
  fall: 'M5 5l10 10M15 8v7H8',
  down: 'M5 5l10 10M15 8v7H8',
  same: 'M4 10h12',
  unknown: 'M4 10h12',
};

/** An arrow beside the words that say the same; filled only where the change is real. */
export function TurnIcon({ turn }: { turn: Turn }) {
  return (
    <svg class={`turn turn-${turn}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={directions[turn]} />
    </svg>
  );
}
