import fc from 'fast-check';
import { caseMoves, type CaseStatus } from '@nines/shared/wire/case';
import type { EventType } from '@nines/shared/wire/webhook';

/** A step: an action of a shopper or of the shop. `who` is the shopper. */
export type Step =
  | { kind: 'answered' | 'imported'; who: number; score: number; revision: 'next' | 'same' }
  | {
      kind: 'moved';
      who: number;
      status?: CaseStatus | undefined;
      owner?: string | null | undefined;
    }
  | { kind: 'noted' | 'erased'; who: number };

/** A case in the model. */
export type ModelCase = {
  status: CaseStatus;
  owner: string | null;
  noteCount: number;
  contacted: boolean;
  resolved: boolean;
};

type Answer = {
  revision: number;
  score: number;
  erased: boolean;
  worked: boolean;
  of: ModelCase | undefined;
};

const shoppers = 4;
const who = fc.nat(shoppers - 1);
const score = fc.integer({ min: 0, max: 10 });
const revision = fc.constantFrom('next' as const, 'next' as const, 'same' as const);

/** Random sequences of steps. */
export const lifeOfCases: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('answered' as const), who, score, revision }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('imported' as const), who, score, revision }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('moved' as const),
        who,
        status: fc.constantFrom(undefined, 'open', 'contacted', 'resolved'),
        owner: fc.constantFrom(undefined, null, 'Sanne', 'Joris'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('noted' as const), who }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('erased' as const), who }) },
  ),
  { minLength: 10, maxLength: 40 },
);

/** A model of cases: a few lines, independent of the server's rules. */
export function createCaseModel() {
  const answers = new Map<number, Answer>();
  const events: { type: EventType; who: number }[] = [];
  const emit = (type: EventType, of: number) => events.push({ type, who: of });

  function answer(of: number, given: number, at: number, isPast: boolean): void {
    const known = answers.get(of);
    if (known && (known.erased || at <= known.revision)) return;
    const before = known?.of;
    const isKept = given <= 6 || known?.worked === true;
    const after = isKept ? (before ?? (given <= 6 && !isPast ? newCase() : undefined)) : undefined;
    const worked = known?.worked ?? false;
    answers.set(of, { revision: at, score: given, erased: false, worked, of: after });
    if (isPast) return;
    if (before && after) emit('case.updated', of);
    else if (before) emit('case.withdrawn', of);
    else if (after) emit('case.opened', of);
  }

  /** The expected status of the reply. */
  function move({ who: of, status, owner }: Step & { kind: 'moved' }): number {
    if (status === undefined && owner === undefined) return 422;
    const known = answers.get(of);
    if (!known?.of) return 404;
    const old = known.of;
    const next = status ?? old.status;
    const moves: readonly CaseStatus[] = caseMoves[old.status];
    if (next !== old.status && !moves.includes(next)) return 422;
    const changed = { ...old, status: next, owner: owner === undefined ? old.owner : owner };
    if (next === old.status && changed.owner === old.owner) return 200;
    changed.contacted = next === 'contacted' || (next === 'resolved' && old.contacted);
    changed.resolved = next === 'resolved';
    answers.set(of, { ...known, worked: true, of: changed });
    emit(next === 'resolved' && old.status !== next ? 'case.resolved' : 'case.updated', of);
    return 200;
  }

  function note(of: number): number {
    const known = answers.get(of);
    if (!known?.of) return 404;
    const noted = { ...known.of, noteCount: known.of.noteCount + 1 };
    answers.set(of, { ...known, worked: true, of: noted });
    emit('case.updated', of);
    return 201;
  }

  return {
    answer,
    move,
    note,
    erase(of: number): void {
      const known = answers.get(of);
      if (known) answers.set(of, { ...known, erased: true, of: undefined });
    },
    revisionOf: (of: number) => answers.get(of)?.revision ?? 0,
    isErased: (of: number) => answers.get(of)?.erased ?? false,
    /** The expected cases by shopper, with the present score. */
    cases: () =>
      new Map(
        [...answers].flatMap(([of, { of: found, score: stands }]) =>
          found ? [[of, { ...found, score: stands }] as const] : [],
        ),
      ),
    /** The expected webhook events of shoppers who were not erased. */
    events: () => events.filter(({ who: of }) => !answers.get(of)?.erased),
  };
}

function newCase(): ModelCase {
  return { status: 'open', owner: null, noteCount: 0, contacted: false, resolved: false };
}
