// What somebody typed, read from updates that can no longer be merged into anything.
import { decodeUpdate, mergeUpdates } from 'yjs'

const key = ({ client, clock }) => `${client}:${clock}`

// The words these updates bring, in the order in which they stood, without those taken out again. Words typed in
// different places are parted by a line. One writer's updates, oldest first: what each letter was typed after is
// either among them, or begins a piece of its own.
export function wordsOf (updates) {
  if (!updates.length) return ''
  const { structs, ds } = decodeUpdate(mergeUpdates(updates))
  const pieces = []
  const after = new Map() // a letter's key -> the piece it is in
  for (const { id, origin, content } of structs) {
    if (!content || content.str === undefined) continue
    const piece = (origin && after.get(key(origin))) || pieces[pieces.push([]) - 1]
    const start = origin ? piece.findIndex(letter => letter.key === key(origin)) + 1 : 0
    const letters = Array.from({ length: content.str.length }, (_, i) => (
      { key: `${id.client}:${id.clock + i}`, client: id.client, clock: id.clock + i, unit: content.str[i] }))
    piece.splice(start, 0, ...letters)
    for (const letter of letters) after.set(letter.key, piece)
  }
  const gone = ({ client, clock }) =>
    (ds.clients.get(client) || []).some(run => clock >= run.clock && clock < run.clock + run.len)
  return pieces.map(piece => piece.filter(letter => !gone(letter)).map(letter => letter.unit).join(''))
    .filter(Boolean).join('\n')
}
