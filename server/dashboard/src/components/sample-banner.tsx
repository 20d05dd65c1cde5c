import { useVoice } from '../voice-context.ts';
import './sample-banner.css';

/** How the demo marks a survey whose answers are made up. Shoppers never see a survey's name. */
const mark = '(sample data)';

/** Says so when a survey's answers are not those of real shoppers. */
export function SampleBanner({ name }: { name: string }) {
  const { words } = useVoice();
  if (!name.toLowerCase().includes(mark)) return null;
  return <p class="sample-banner">{words.sample}</p>;
}
