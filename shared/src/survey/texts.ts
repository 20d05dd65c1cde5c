import { z } from 'zod';
import { filledText } from '../text.ts';
import { languages, textNames } from './names.ts';

/** A text of this length fits on a phone without scrolling. */
const maxLength = 160;

/** Texts by language and name. The shop's name replaces `{shop}` in the question. */
export const textsSchema = z.partialRecord(
  z.enum(languages),
  z.partialRecord(z.enum(textNames), filledText(maxLength)),
);
