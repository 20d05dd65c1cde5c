/** A prepared answer in which only the id and the order number are still to be written. */
export type Template = {
  request: Buffer;
  /** The offset of the id. */
  id: number;
  /** The offset of the ten digits of the order number. */
  order: number;
};

const comments = [
  'Snel geleverd en netjes ingepakt, dank!',
  'Great shop, and the parcel came a day early',
  'De maat viel kleiner uit dan de foto liet zien',
];
const agents = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
];

/**
 * Bodies like those of shoppers' browsers: scores from 0 to 10, two moments, three locales, two devices, and an
 * order each. Every third has a comment. About 300 bytes of JSON.
 */
export function makeTemplates(keys: readonly string[], origin: string): Template[] {
  return keys.flatMap((key) =>
    Array.from({ length: 12 }, (_, index) => makeTemplate(key, origin, index)),
  );
}

function makeTemplate(key: string, origin: string, index: number): Template {
  const body = JSON.stringify({
    id: idPlace,
    key,
    revision: 1,
    score: [9, 10, 8, 9, 7, 10, 9, 6, 8, 10, 3, 0][index],
    comment: index % 3 === 0 ? comments[(index / 3) % comments.length] : undefined,
    moment: index % 4 === 3 ? 'delivery' : 'checkout',
    channel: 'widget',
    locale: ['nl', 'nl', 'en', 'nl', 'de'][index % 5],
    url: 'https://shop.example/checkout/thank-you',
    order: { id: orderPlace, value: 59.95, currency: 'EUR' },
  });
  const head = [
    'POST /v1/responses HTTP/1.1',
    'Host: 127.0.0.1',
    `User-Agent: ${agents[index % agents.length]}`,
    `Origin: ${origin}`,
    'Accept: */*',
    'Content-Type: text/plain;charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const text = `${head.join('\r\n')}\r\n\r\n${body}`;
  return {
    request: Buffer.from(text),
    id: text.indexOf(idPlace),
    order: text.indexOf(orderPlace),
  };
}

const idPlace = '00000000-0000-7000-8000-000000000000';
const orderPlace = '9999999999';
