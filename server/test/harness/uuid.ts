import { uuidv7 as uuidv7At } from '../../src/database/ids.ts';

/** A UUIDv7 of now, or of another time in milliseconds since 1970. */
export const uuidv7 = (time = Date.now()): string => uuidv7At(time);
