// Small things that the parts of a live form make on a page.
export function element (name, className, text = '') {
  const made = document.createElement(name)
  if (className) made.className = className
  made.textContent = text
  return made
}

export function button (text, does) {
  const made = element('button', 'govuk-button govuk-button--secondary', text)
  made.type = 'button'
  made.addEventListener('click', does)
  return made
}

export const who = ({ name, agency }) => name ? agency ? `${name} (${agency})` : name : 'Somebody'

// Everybody once, however many tabs they have open. Two people of one name are two.
export const everyone = people => [...new Map(people.map(one => [one.id || who(one), one])).values()]
  .map(who).sort((one, other) => one.localeCompare(other))

export function listed (names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}

// What the page calls a field.
export function label (box) {
  const named = box.labels ? box.labels[0] : box.querySelector('legend')
  return named ? named.textContent.trim() : box.getAttribute('aria-label') || 'a field'
}

// Write only what differs: a screen reader speaks what is written, though it says the same.
export function say (out, text) {
  if (out && out.textContent !== text) out.textContent = text
}
