/** The tag that a shop owner pastes. */
export function snippetOf(publicUrl: string, publicKey: string): string {
  return `<script async src="${publicUrl}/w/${publicKey}.js"></script>`;
}
