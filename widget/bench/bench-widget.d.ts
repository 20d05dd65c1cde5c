/**
 * What the prompt costs a shopper, beside its budgets: bytes, requests, script time on a processor
 * slowed down four times, over an empty page; each time the median of interleaved rounds.
 */
export declare function benchWidget({ short }: { short: boolean }): Promise<void>;
