/** What the groups of routes are for, in the order in which they are shown. */
export function tagsOf(comingFromDelighted: string) {
  return [
    { name: 'Answers', description: 'From browsers and servers, with the public key.' },
    { name: 'Numbers', description: 'The score, how sure it is, and whether it changed.' },
    { name: 'Responses', description: 'One by one, all at once, and from elsewhere.' },
    { name: 'Cases', description: 'Winning unhappy shoppers back, one by one.' },
    { name: 'Surveys', description: 'What is asked, when, and how it looks.' },
    { name: 'Customers', description: 'What is known of one person, and its erasure.' },
    { name: 'Shops', description: 'Settings and keys.' },
    { name: 'Webhooks', description: "Told to the shop's own server as it happens." },
    { name: 'Badge', description: "The score in the shop's footer." },
    { name: 'Operations', description: 'For whoever runs the server.' },
    {
      name: 'Delighted',
      'x-displayName': 'Coming from Delighted',
      // Its title is the name of the tag; its sections begin one level lower.
      description: comingFromDelighted.replace(/^# .*\n+/, '').replace(/^## /gm, '### '),
    },
  ];
}
