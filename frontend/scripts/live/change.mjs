// Positions in a text that several people change: what one person did to it, and where that is after what others did.
const low = unit => unit >= 0xDC00 && unit < 0xE000

// The one span in which `after` differs from `before`. Where several would do ("aa" became "aaa"), the one that ends
// at the caret. A surrogate pair is never cut.
export function change (before, after, caret) {
  const most = Math.min(before.length, after.length)
  const same = end => before[before.length - 1 - end] === after[after.length - 1 - end]
  let start = 0, end = 0
  while (end < most && after.length - end > caret && same(end)) end++
  while (start < most - end && start < caret && before[start] === after[start]) start++
  while (end < most - start && same(end)) end++
  while (start < most - end && before[start] === after[start]) start++
  if (start && (low(before.charCodeAt(start)) || low(after.charCodeAt(start)))) start--
  if (end && (low(before.charCodeAt(before.length - end)) || low(after.charCodeAt(after.length - end)))) end--
  return { at: start, gone: before.length - start - end, come: after.slice(start, after.length - end) }
}

// The runs of the old text that a delta keeps, and how far each moved.
function runs (delta) {
  const kept = [{ from: 0, to: 0, by: 0 }]
  let old = 0, now = 0
  for (const { retain, insert, delete: gone } of delta) {
    if (retain) {
      kept.push({ from: old, to: old + retain, by: now - old })
      old += retain
      now += retain
    } else if (insert) now += insert.length
    else old += gone
  }
  return [...kept, { from: old, to: Infinity, by: now - old }]
}

// Where a place is after the deltas. What is inserted just there comes after it.
export function place (at, deltas) {
  for (const delta of deltas) {
    const run = runs(delta).find(({ to }) => at <= to)
    at = Math.max(at, run.from) + run.by
  }
  return at
}

// What is left, after the deltas, of `length` characters from `at`: [from, to] pairs, in order.
export function remains (at, length, deltas) {
  let pieces = [[at, at + length]]
  for (const delta of deltas) {
    const kept = runs(delta)
    pieces = pieces.flatMap(([from, to]) => kept
      .map(run => [Math.max(from, run.from) + run.by, Math.min(to, run.to) + run.by])
      .filter(([start, end]) => start < end))
  }
  return pieces
}

// A text that UTF-8 can hold and the protocol admits: what Office writes for a new line is one, and what nobody sees is
// left out (tessera/core/text.py).
export const sound = words => words.replace(/\r\n|[\v\f\r\x85\u2028\u2029]/g, '\n')
  .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]/g, '').replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
