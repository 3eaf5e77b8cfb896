"""The live form over a socket: what the page's script speaks with (docs/concepts/live-forms.md).

endpoint      a socket or a push in: who is it, which form, frames in and out
hub           every section that somebody has open in this process, and what is done with each frame
room          one section: its document, its gate, its readers
arrivals      how often somebody may come
connection    one socket: what waits to be sent, how much it may send
log           PostgreSQL: batches are committed, other processes' commits heard of
asking        everything asked of the database in a practitioner's name
"""
