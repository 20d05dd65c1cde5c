/** A figure beside the most it may be. */
export type Figure = {
  name: string;
  value: number;
  limit: number;
};
/** Throws on an empty list. */
export declare function medianOf(figures: readonly number[]): number;
/** Prints a table and the same as JSON, and fails the process when a figure is over its budget. */
export declare function printBudgets(title: string, figures: readonly Figure[]): void;
