import { benchWidget } from './bench-widget.ts';

await benchWidget({ short: process.argv.includes('--short') });
