import fc from 'fast-check';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, post, postAnswer, type Reply } from './requests.ts';
import { uuidv7 } from './uuid.ts';

/** By which names an answer carries its person. */
type Names = 'both' | 'id' | 'email' | 'reply' | 'none';

/** Something that a person does, or that their shop does with them. */
export type Deed = {
  person: number;
  kind: 'answer' | 'import' | 'view' | 'list' | 'unsubscribe' | 'note';
  /** The names in each revision of an answer; a view carries the first. */
  names: readonly Names[];
  score: number;
  /** Whether the property that counts as a segment has a value of the person's own. */
  ownBuyer: boolean;
};

export const people = 4;

const named = fc.constantFrom<Names>('both', 'id', 'email', 'reply');
const deed: fc.Arbitrary<Deed> = fc.record({
  person: fc.integer({ min: 0, max: people - 1 }),
  kind: fc.constantFrom(
    'answer',
    'answer',
    'answer',
    'import',
    'view',
    'list',
    'unsubscribe',
    'note',
  ),
  names: fc
    .tuple(named, fc.array(fc.oneof(named, fc.constant<Names>('none')), { maxLength: 3 }))
    .map(([first, more]) => [first, ...more]),
  score: fc.integer({ min: 0, max: 10 }),
  ownBuyer: fc.boolean(),
});

/** Deeds of some people, and who of them is erased by which of their names. */
export const lives = fc.record({
  deeds: fc.array(deed, { minLength: 5, maxLength: 15 }),
  erased: fc.integer({ min: 0, max: people - 1 }),
  by: fc.constantFrom<'id' | 'email'>('id', 'email'),
});

/** A text that stands in the data of one answer or person, and the names under which it is found. */
type Trace = { token: string; person: number; names: ReadonlySet<'id' | 'email'> };

/** Plays deeds against a server, and remembers what each leaves. */
export function createLife(server: { url: string }, shop: CreatedShop) {
  const traces: Trace[] = [];
  const tokens = Array.from({ length: people }, () => tokenOf());
  const idOf = (person: number) => `id${tokens[person]}`;
  const emailOf = (person: number) => `mail${tokens[person]}@Shopper.example`;

  function customerOf(person: number, names: Names) {
    const { id, email } = { id: idOf(person), email: emailOf(person) };
    if (names === 'both') return { customer: { id, email } };
    if (names === 'id') return { customer: { id } };
    if (names === 'email') return { customer: { email: email.toUpperCase() } };
    return names === 'reply' ? { replyTo: email } : {};
  }

  /** All free texts of an answer, each with its token. */
  function textsOf(token: string, { score, ownBuyer }: Deed) {
    return {
      score,
      comment: `comment ${token}`,
      url: `https://shop.example/${token}`,
      order: { id: `order-${token}`, value: 12.5, currency: 'EUR' },
      properties: { buyer: ownBuyer ? `buyer ${token}` : 'shop', [`key${token}`]: token },
    };
  }

  async function answer(did: Deed): Promise<string> {
    const [id, token] = [uuidv7(), remember(did.person, did.names)];
    for (const [index, names] of did.names.entries()) {
      const texts = textsOf(token, did);
      const who = customerOf(did.person, names);
      expectStored(await postAnswer(server, shop, { id, revision: index + 1, ...texts, ...who }));
    }
    return id;
  }

  function remember(person: number, names: readonly Names[]): string {
    const token = tokenOf();
    const found = names.flatMap((name): ('id' | 'email')[] => {
      if (name === 'none') return [];
      return name === 'both' ? ['id', 'email'] : name === 'id' ? ['id'] : ['email'];
    });
    traces.push({ token, person, names: new Set(found) });
    return token;
  }

  const send = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(server, shop, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const deeds: Record<Deed['kind'], (did: Deed) => Promise<unknown>> = {
    answer,
    async import(did) {
      const names = did.names.slice(0, 1);
      const token = remember(did.person, names);
      const past = { id: uuidv7(), answeredAt: '2026-03-02T10:00:00Z', ...textsOf(token, did) };
      const line = { ...past, ...customerOf(did.person, names[0]!) };
      expectStored(await send('/v1/imports', line, { 'content-type': 'application/x-ndjson' }));
    },
    async view(did) {
      const name = did.names[0] === 'reply' ? 'both' : did.names[0]!;
      const order = { id: `order-${remember(did.person, [name])}` };
      const who = customerOf(did.person, name);
      const view = { id: uuidv7(), key: shop.publicKey, kind: 'order', order, ...who };
      expectStored(await post(server, '/v1/views', JSON.stringify(view)));
    },
    async list({ person }) {
      const token = remember(person, ['both']);
      // A later entry replaces the name and adds its property.
      const properties = { 'Customer ID': idOf(person), [`note${token}`]: token };
      const body = { email: emailOf(person), name: `Name ${token}`, properties };
      expectStored(await send('/delighted/v1/people', body, basic(shop)));
    },
    async unsubscribe({ person }) {
      const body = { person_email: emailOf(person) };
      expectStored(await send('/delighted/v1/unsubscribes', body, basic(shop)));
    },
    async note(did) {
      const id = await answer({ ...did, score: 2 });
      const { token } = traces.at(-1)!;
      expectStored(await send(`/v1/cases/${id}/notes`, { text: `Called ${token}`, author: token }));
    },
  };

  return {
    idOf,
    emailOf,
    async begin() {
      // Each person is known by both names at least once, and their order is also seen without a name.
      for (let person = 0; person < people; person += 1) {
        const did = { person, names: ['both'], score: 9, ownBuyer: true } as const;
        await answer({ ...did, kind: 'answer' });
        const order = { id: `order-${traces.at(-1)!.token}` };
        const view = { id: uuidv7(), key: shop.publicKey, kind: 'order', order };
        expectStored(await post(server, '/v1/views', JSON.stringify(view)));
      }
    },
    play: (did: Deed) => deeds[did.kind](did),
    /** The texts that an erasure must take, and those that it must leave. */
    afterErasing(person: number, by: 'id' | 'email'): { gone: string[]; kept: string[] } {
      // By the id also goes what is known by the address alone.
      const isGone = (trace: Trace) =>
        trace.person === person && (by === 'id' || trace.names.has(by));
      const textsFor = (isWanted: boolean) =>
        traces.filter((trace) => isGone(trace) === isWanted).map(({ token }) => token);
      return { gone: [...textsFor(true), tokens[person]!], kept: textsFor(false) };
    },
  };
}

export function basic({ secretKey }: CreatedShop): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}` };
}

/** Long enough that it occurs nowhere by chance, and found in any case. */
function tokenOf(): string {
  return `zq${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

function expectStored({ status, body }: Reply): void {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
}
