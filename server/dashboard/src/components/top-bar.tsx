import { useLanguage } from '../language.ts';
import './top-bar.css';

/** The top of the page: the logo, the shop's name and the button to sign out. */
export function TopBar({ shop, onSignOut }: { shop: string | undefined; onSignOut: () => void }) {
  const { messages } = useLanguage();
  return (
    <header class="top-bar">
      <Logo />
      <span class="top-bar-shop">{shop}</span>
      <button class="link-button" type="button" onClick={onSignOut}>
        {messages.signOut}
      </button>
    </header>
  );
}

/** The product's logo and name. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect class="logo-background" width="32" height="32" rx="9" />
        <circle class="logo-stroke" cx="16" cy="13" r="5.4" />
        <path class="logo-stroke" d="M21.4 13c0 6-2.4 9.6-7.2 11.4" />
      </svg>
      <span class="logo-text">Nines</span>
    </span>
  );
}
