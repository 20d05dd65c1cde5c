import { z } from 'zod';
import { filledText } from '../text.ts';
import { languages, textNames } from './names.ts';

/** At most as long as fits on a phone without scrolling. */
const longest = 160;

/** Texts by language and name. `{shop}` in the question stands for the shop's name. */
export const textsSchema = z.partialRecord(
  z.enum(languages),
  z.partialRecord(z.enum(textNames), filledText(longest)),
);
