import type { Nines } from './nines.d.ts';

declare global {
  interface Window {
    nines?: Nines;
  }
}
