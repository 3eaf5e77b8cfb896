// The script of pages that hold a live form, and of no others: it brings Yjs with it.
import { LiveForm } from './scripts/live/form.mjs'

for (const root of document.querySelectorAll('[data-live-form]')) new LiveForm(root)
