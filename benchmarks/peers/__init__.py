"""
Other programs that turn the same values into a mesh, each warm in a process and an environment of its own.

They speak lines of JSON over standard input and output. At the start a peer says what it is, with `ready` and
`version`. Then each line `{"part": "m0", "values": {...}}` is answered by a head and, after it, so many `bytes` of
mesh. In the head are `seconds`, by the peer's own clock from the values to the mesh that it would show; or, in the
place of a mesh, `missing` where it has no twin of that part, or `error`.
"""
