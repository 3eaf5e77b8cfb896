// Reads a style sheet, writes it without what Tessera never uses, so that a page loads in 30 KiB.
// 1. Rules for variants that no template has. 2. The family and smoothing each component repeats: the body
// sets them once, and the rest inherits them (styles/_page.scss). 3. Print sizes in points.
import { readFileSync } from 'node:fs'

const UNUSED = [
  /--inverse/, /--interruption/, /-from-desktop/, /extra-letter-spacing/, /govuk-exit-this-page/,
  /govuk-button--start:(?!hover)/, /govuk-caption-xl/, /govuk-heading-xl/, /govuk-list--spaced/, /govuk-clearfix/,
  /govuk-grid-column-(one|three)-quarters?\b/, /--rebranded/, /summary-list__actions-list-item-/,
  /moj-badge--(bright-purple|black|large)/, /__label-text/, /govuk-body-l\b/, /govuk-body-lead/
]
const REPEATED = /(font-family:var\(--tessera-font[^;}]*|-(webkit|moz-osx)-font-smoothing:[^;}]*);?/g
const KEEPS_FAMILY = /govuk-template__body|govuk-(button|input|textarea|select|file-upload)\b|govuk-service-navigation__toggle/

/** Split a sheet into rules: [prelude, body] pairs, at the top level. */
function rules (css) {
  const found = []
  let depth = 0, start = 0, open = 0
  for (let i = 0; i < css.length; i++) {
    if (css[i] === '{' && depth++ === 0) open = i
    if (css[i] === '}' && --depth === 0) { found.push([css.slice(start, open), css.slice(open + 1, i)]); start = i + 1 }
  }
  return found
}

/** Printed pages keep the screen's sizes: drop the rules that only set a size in points. */
const printed = css => rules(css).filter(([, body]) => !/^(font-size:[\d.]+pt;?|line-height:[\d.]+;?)+$/.test(body))
  .map(([prelude, body]) => `${prelude}{${body}}`).join('')

function trim (css) {
  return rules(css).map(([prelude, body]) => {
    if (prelude.startsWith('@')) {
      if (!/^@(media|supports)/.test(prelude)) return `${prelude}{${body}}`
      const inner = prelude === '@media print' ? trim(printed(body)) : trim(body)
      return inner && `${prelude}{${inner}}`
    }
    const kept = prelude.split(/,(?![^(]*\))/).filter(selector => !UNUSED.some(unused => unused.test(selector)))
    if (!kept.length) return ''
    const lean = KEEPS_FAMILY.test(prelude) ? body : body.replace(REPEATED, '').replace(/;$/, '')
    return lean && `${kept.join(',')}{${lean}}`
  }).join('')
}

process.stdout.write(trim(readFileSync(0, 'utf8')))
