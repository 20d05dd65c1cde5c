/**
 * The class of a device by its user agent, in the widget and on the server. An iPad that asks for desktop
 * pages counts as a desktop: it says that it is one.
 */
export function deviceOfBrowser(userAgent: string): 'phone' | 'tablet' | 'desktop' {
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet';
  return /Mobi/.test(userAgent) ? 'phone' : 'desktop';
}
