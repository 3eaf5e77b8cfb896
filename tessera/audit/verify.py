"""Checks what was taken out of the ledger: python3 verify.py [FILE OF PUBLISHED BLOCKS]. Any Python from 3.9, alone."""

import hashlib
import json
import pathlib
import sys

HASHED = ("before", "root", "number", "server", "first_act", "end_act", "entries", "at")


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def lines(path: pathlib.Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line]


def check(here: pathlib.Path, published: list[str]) -> str:
    blocks = {block["number"]: block for block in map(json.loads, lines(here / "blocks.jsonl"))}
    entries, proofs = lines(here / "entries.jsonl"), lines(here / "proofs.jsonl")
    kept = {json.loads(line)["hash"] for name in published for line in lines(pathlib.Path(name))}
    for number, block in blocks.items():
        if sha("|".join(str(block[name]) for name in HASHED).encode()).hex() != block["hash"]:
            sys.exit(f"WRONG: block {number} was altered.")
        if published and block["hash"] not in kept:
            sys.exit(f"WRONG: block {number} is not as it was published.")
    for line, proof in zip(entries, map(json.loads, proofs)):  # noqa: B905
        entry, node, block = json.loads(line), sha(b"\0" + line), blocks[proof["block"]]
        for side, other in ((side, bytes.fromhex(other)) for side, other in proof["path"]):
            node = sha(b"\1" + (other + node if side == "left" else node + other))
        inside = block["first_act"] <= entry["act"] < block["end_act"] and entry["server"] == block["server"]
        if node.hex() != block["root"] or not inside:
            sys.exit(f"WRONG: entry {entry['id']} is not as it was sealed in block {block['number']}.")
    if not entries or len(entries) != len(proofs):
        sys.exit(f"WRONG: there are {len(entries)} entries and {len(proofs)} proofs.")
    return f"RIGHT: {len(entries)} entries stand in {len(blocks)} blocks as they were sealed."


print(check(pathlib.Path(__file__).parent, sys.argv[1:]))  # noqa: T201
