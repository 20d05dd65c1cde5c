import { useRef, useState } from 'preact/hooks';
import { ApiError, createApi } from '../api.ts';
import { useLanguage, type Messages } from '../language.ts';
import { parsePastedKey } from '../session.ts';
import { Logo } from './top-bar.tsx';
import './sign-in.css';

/** Why the previous key is no longer used: it never was valid, or it has stopped being valid. */
export type KeyError = 'wrong' | 'expired';

/** The form for the shop's secret key. Calls `onSignIn` with a key that the server accepted. */
export function SignIn({
  keyError,
  onSignIn,
}: {
  keyError: KeyError | undefined;
  onSignIn: (key: string) => void;
}) {
  const { messages } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState(keyError ? messages.signIn[keyError] : '');
  const [checking, setChecking] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (checking) return;
    const key = parsePastedKey(input.current?.value ?? '');
    setChecking(key !== '');
    setError('');
    const newError = key === '' ? messages.signIn.empty : await checkKey(key, messages);
    setChecking(false);
    if (newError === undefined) return onSignIn(key);
    setError(newError);
    input.current?.focus();
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <Logo />
        <h1>{messages.signIn.heading}</h1>
        <p class="soft">{messages.signIn.intro}</p>
        <label for="key">{messages.signIn.label}</label>
        <input
          ref={input}
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          aria-describedby="key-error key-hint"
          aria-invalid={error !== ''}
        />
        <p id="key-error" class="sign-in-error" role="alert">
          {error}
        </p>
        <button class="button" type="submit" disabled={checking}>
          {checking ? messages.signIn.checking : messages.signIn.submit}
        </button>
        <p id="key-hint" class="sign-in-hint soft">
          {messages.signIn.hint}
        </p>
      </form>
    </main>
  );
}

/** Asks the server whether the key is valid. Returns an error message, or `undefined` if it is. */
async function checkKey(key: string, messages: Messages): Promise<string | undefined> {
  try {
    await createApi(key).getShop();
    return undefined;
  } catch (error) {
    const code = error instanceof ApiError ? error.code : 'failed';
    if (code === 'unauthorised') return messages.signIn.wrong;
    return `${messages.failure[code].heading}. ${messages.failure[code].text}`;
  }
}
