import { attacks, type Target } from './attacks.ts';

/** Attacks as the first argument says, from when it reports to be ready until it is ended. */
const [name = '', url = '', shop = ''] = process.argv.slice(2);
const target: Target = { url, shop: JSON.parse(shop) as Target['shop'] };
process.on('disconnect', () => process.exit());

const { loops, start } = attacks[name]!;
const step = await start(target);
let steps = 0;
process.on('message', () => process.send!({ steps }));
for (let loop = 0; loop < loops; loop += 1) void repeat();
process.send!('ready');

async function repeat(): Promise<void> {
  for (;;) {
    // A refusal is what an attacker gets, and it goes on.
    await step().catch(() => {});
    steps += 1;
  }
}
