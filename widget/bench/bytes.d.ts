import type { Figure } from './figures.ts';
/** The bytes that travel, compressed as the server does; of the languages the wordiest. */
export declare function measureBytes(): Figure[];
