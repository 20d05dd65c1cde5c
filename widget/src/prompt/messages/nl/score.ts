export const question = 'Hoe waarschijnlijk is het dat je {shop} aan een vriend aanraadt?';
export const lowest = 'Heel onwaarschijnlijk';
export const highest = 'Heel waarschijnlijk';
export const close = 'Sluiten';
export const thanks = 'Dank je wel!';
