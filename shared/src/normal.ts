/**
 * The standard normal distribution function: the probability of a value at or below `z`. Its absolute
 * error is below 1e-15. Source: Hart's double-precision approximation as given by West, "Better
 * approximations to cumulative normal functions", Wilmott, May 2005.
 */
export function normalProbability(z: number): number {
  const x = Math.abs(z);
  if (x > 37) return z > 0 ? 1 : 0;
  const density = Math.exp((-x * x) / 2);
  const tail =
    x < 7.07106781186547
      ? (density * polynomial(numerator, x)) / polynomial(denominator, x)
      : density / (continuedFraction(x) * Math.sqrt(2 * Math.PI));
  return z > 0 ? 1 - tail : tail;
}

/**
 * The value below which a standard normal variable falls with `probability` (0 < probability < 1):
 * the inverse of `normalProbability`, found by bisection. That is fast enough for a few calls a request.
 */
export function normalQuantile(probability: number): number {
  let low = -38;
  let high = 38;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
}

const numerator = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const denominator = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

/** The value of a polynomial at `x`. The coefficients begin with the highest power. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** The continued fraction of the tail, for large `x` where the polynomials are not accurate. */
function continuedFraction(x: number): number {
  return x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
}
