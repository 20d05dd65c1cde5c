export const question = 'How likely are you to recommend {shop} to a friend?';
export const lowest = 'Not at all likely';
export const highest = 'Extremely likely';
export const close = 'Close';
export const thanks = 'Thank you!';
