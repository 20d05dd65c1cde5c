import './logo.css';

/** The product's mark and name. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect class="logo-ground" width="32" height="32" rx="9" />
        <circle class="logo-stroke" cx="16" cy="13" r="5.4" />
        <path class="logo-stroke" d="M21.4 13c0 6-2.4 9.6-7.2 11.4" />
      </svg>
      <span class="logo-word">Nines</span>
    </span>
  );
}
