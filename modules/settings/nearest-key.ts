// Which key of a settings file was probably meant.

/** The known key that is most like `given`, or undefined when none is near. Keys are paths such as `provider.profile`. */
export function nearestKey(given: string, known: readonly string[]): string | undefined {
  const own = words(lastPart(given));
  const scored = known.map((key) => {
    const theirs = words(lastPart(key));
    const isNeighbour = key.slice(0, -lastPart(key).length) === given.slice(0, -lastPart(given).length);
    const score = Math.max(likeness(own.join('_'), theirs.join('_')), shared(own, theirs));
    return { key, score, weight: score + (isNeighbour ? NEIGHBOUR : 0) };
  });
  const near = scored.filter(({ score }) => score >= NEAR);
  return near.sort((a, b) => b.weight - a.weight)[0]?.key;
}

/** More than half of the words or of the letters. */
const NEAR = 0.6;

/** Of several that are near, one beside the given key was meant rather than one in another block. */
const NEIGHBOUR = 0.3;

const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/** `sourceBucket`, `source-bucket` and `source_bucket` are the same words. */
function words(name: string): readonly string[] {
  const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return snake.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

function shared(own: readonly string[], theirs: readonly string[]): number {
  const both = new Set(own.filter((word) => theirs.includes(word))).size;
  return both / Math.max(own.length, theirs.length, 1);
}

/** 1 for equal texts, 0 for texts that have nothing in common: Levenshtein's distance as a share of the longer one. */
function likeness(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line++) {
    const next = [line];
    for (let column = 1; column <= other.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row[other.length] ?? 0) / Math.max(one.length, other.length, 1);
}
