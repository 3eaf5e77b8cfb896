"""The live form without its sockets and tables: what may be written, what it comes to, who wrote what. Pure.

codec, ranges    Yjs updates, read and written by ourselves
survey           what a whole state holds, gone through at once
gate, order      what a section lets in; which of two units stands first
document         what its updates come to: the one place that touches native code
merging          a page saved without a script, put together with what others wrote meanwhile
phrases          who wrote what, what changed since, an earlier text restored
wire, words      the frames of the protocol, its codes, and the ways in which an update is turned away
fields           what a form asks
"""
