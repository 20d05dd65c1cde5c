import { useVoice } from '../voice-context.ts';
import './sample-banner.css';

/** How the demo marks a shop whose answers are made up. */
const mark = '(sample data)';

/** Says so when the shop's answers are not those of real shoppers. */
export function SampleBanner({ shop }: { shop: string }) {
  const { words } = useVoice();
  if (!shop.toLowerCase().includes(mark)) return null;
  return <p class="sample-banner">{words.sample}</p>;
}
