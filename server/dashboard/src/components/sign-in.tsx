import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../api-error.ts';
import { createApi } from '../api.ts';
import { keyFrom } from '../session.ts';
import type { Messages } from '../messages.ts';
import { useVoice } from '../voice-context.ts';
import { Logo } from './logo.tsx';
import './sign-in.css';

/** Asks for the shop's secret key and hands it over once the server knows it. */
export function SignIn({
  fault: known,
  onEnter,
}: {
  /** What was wrong with the key that the owner came with, if anything. */
  fault: 'wrong' | 'expired' | undefined;
  onEnter: (key: string) => void;
}) {
  const { words } = useVoice();
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState(known ? words.signIn[known] : '');
  const [checking, setChecking] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (checking) return;
    const key = keyFrom(field.current?.value ?? '');
    setChecking(key !== '');
    setFault('');
    const problem = key === '' ? words.signIn.empty : await faultOf(key, words);
    setChecking(false);
    if (problem === undefined) return onEnter(key);
    setFault(problem);
    field.current?.focus();
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <Logo />
        <h1>{words.signIn.heading}</h1>
        <p class="soft">{words.signIn.intro}</p>
        <label for="key">{words.signIn.label}</label>
        <input
          ref={field}
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          aria-describedby="key-fault key-hint"
          aria-invalid={fault !== ''}
        />
        <p id="key-fault" class="sign-in-fault" role="alert">
          {fault}
        </p>
        <button class="button" type="submit" disabled={checking}>
          {checking ? words.signIn.checking : words.signIn.submit}
        </button>
        <p id="key-hint" class="sign-in-hint soft">
          {words.signIn.hint}
        </p>
      </form>
    </main>
  );
}

/** What is wrong with the key, in words; `undefined` when it opens a shop. */
async function faultOf(key: string, words: Messages): Promise<string | undefined> {
  try {
    await createApi(key).getShop();
    return undefined;
  } catch (error) {
    const code = error instanceof ApiError ? error.code : 'failed';
    if (code === 'unauthorised') return words.signIn.wrong;
    return `${words.failure[code].heading}. ${words.failure[code].text}`;
  }
}
