import { useVoice } from '../voice-context.ts';
import { Logo } from './logo.tsx';
import './top-bar.css';

/** Whose shop it is, and the way out. */
export function TopBar({ shop, onSignOut }: { shop: string | undefined; onSignOut: () => void }) {
  const { words } = useVoice();
  return (
    <header class="top-bar">
      <Logo />
      <span class="top-bar-shop">{shop}</span>
      <button class="link-button" type="button" onClick={onSignOut}>
        {words.signOut}
      </button>
    </header>
  );
}
