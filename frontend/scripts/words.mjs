// Words that a script says. They stand here in English; for another language the page hands them over in data-words of
// its body (tessera/ui/script_words.py), each by its English. `forms` says which form goes with each number up to 119.
const { words = {}, forms } = JSON.parse(document.body.dataset.words || '{}')

export const _ = text => words[text] || text

// `text` is said of one; in English `noun` in it gets an s for any other number.
export const plural = (text, noun, number) => {
  const other = forms ? words[text][forms[Math.min(number, 20 + number % 100)]] : text.replace(noun, noun + (number - 1 ? 's' : ''))
  return other.replace('{number}', number.toLocaleString(document.documentElement.lang))
}
