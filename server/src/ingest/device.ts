import type { Device } from '@nines/shared/wire/fields';

/**
 * The class of device by its User-Agent header, as far as browsers still tell. An iPad that asks for
 * desktop pages counts as a desktop: it says that it is one.
 */
export function deviceOf(header: string | undefined): Device {
  // No browser's is longer, and the search below takes time by its square.
  const userAgent = header?.slice(0, 512);
  if (!userAgent?.startsWith('Mozilla/')) return 'other';
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet';
  return /Mobi/.test(userAgent) ? 'phone' : 'desktop';
}
